/**
 * The log sentences that operators search for in `wrangler tail`. Each is one JSON line, found by
 * its sentence or by the payment's id. It contains no names, addresses, keys or text from vendors.
 */
import { VendorError } from './vendor-error.ts'

type LogFields = Record<string, string | number | boolean | undefined>

let context: () => LogFields = () => ({})

/** Adds fields to every log line, such as the id of the current request. */
export function setLogContext(fields: () => LogFields): void {
  context = fields
}

type Level = 'info' | 'warn' | 'error'

function write(level: Level, event: string, fields: LogFields): void {
  console[level](JSON.stringify({ level, event, ...fields, ...context() }))
}

/** The loggable part of an error: vendor, request and status of a VendorError, else the error's name. */
export function reasonFor(error: unknown): string {
  if (error instanceof VendorError) return error.message
  return error instanceof Error ? error.name : 'unknown'
}

/** The writer of one track: its lines say which track they are of. */
export const trackLog =
  (track: '1' | '2' | '3') =>
  (level: Level, event: string, fields: LogFields): void =>
    write(level, event, { track, ...fields })

/** Sentences that are written with a payment's id, and for a membership with the ids of its subscription. */
export const UNCERTAIN_RECORD = 'ALERT: what OfficeRnD created is not verified'
export const EMAIL_FAILED = 'e-mail could not be sent'

/** What is said outside a track, and what every track says alike. */
export const log = {
  originRefused: (origin: string, path: string) =>
    write('warn', 'origin refused: not in ALLOWED_ORIGINS', {
      origin: plainText(origin, /^(null|https?:\/\/[\w.:-]{1,200})$/i),
      path: plainText(path, /^[\w/-]{1,80}$/),
    }),
  rateLimited: (what: string, whose: 'address' | 'all' | 'person') =>
    write('warn', 'rate limited', { what, limit: whose }),
  operatorTokenGuessed: (max: number) =>
    write('error', `ALERT: ${max} wrong operator tokens within a minute`, {}),
  unsignedWebhook: () => write('warn', 'webhook refused: not signed by Stripe', {}),
  wrongAccountEvent: (eventId: string, other: 'account' | 'mode') =>
    other === 'mode'
      ? write('warn', 'webhook refused: test and live mode mixed', { eventId })
      : write('warn', 'webhook refused: of another account', { eventId }),
  vendorFailed: (path: string, error: unknown) =>
    write('error', 'vendor failed before payment', { path, reason: reasonFor(error) }),
  searchFailed: (error: unknown) =>
    write('warn', 'search for another spelling of an address failed', {
      reason: reasonFor(error),
    }),
  memberCreationFailed: (path: string, error: unknown) =>
    write('error', 'member creation failed', { path, reason: reasonFor(error) }),
  unexpectedError: (path: string, error: unknown) =>
    write('error', 'unexpected failure', { path, reason: reasonFor(error), ...locationOf(error) }),
  previewRefused: (codes: string) =>
    write('warn', 'Stripe refuses the preview with these codes', { codes }),
  stepFailed: (step: string, error: unknown) =>
    write('warn', 'best-effort step failed', { step, reason: reasonFor(error) }),
  eventOverdue: (id: string, what: string, waitedMs: number) =>
    write('error', 'ALERT: an event of a sale is overdue', { id, what, waitedMs }),
  intentExpired: (intent: string, status: string) =>
    write('info', 'unpaid intent expired', { intent, status }),
  workflowStarted: (intent: string, by: string) =>
    write('info', 'workflow started', { intent, by }),
  recordUncertain: (intent: string, record: string, certainty: string) =>
    write('error', UNCERTAIN_RECORD, { intent, record, certainty }),
  officerndUnfiltered: (path: string) =>
    write('error', 'OfficeRnD list is not filtered: it shows records that were not asked for', {
      path,
    }),
  emailPartlySuppressed: (tag: string) =>
    write('warn', 'e-mail not sent to a suppressed recipient', { tag }),
  oddCalendarEntry: (id: string) =>
    write('warn', 'calendar entry with odd times: it blocks the days it can touch', { id }),
  checkinsSkipped: (member: string, count: number) =>
    write('warn', 'check-ins without a readable start are skipped', { member, count }),
  emailFailed: (intent: string, email: string) => write('error', EMAIL_FAILED, { intent, email }),
  refundOrDisputeReceived: (intent: string, what: string, cents: number) =>
    write('warn', 'refund or dispute', { intent, what, cents }),
  paidUnserved: (intent: string, amountCents: number, waitedMs: number) =>
    write('error', 'ALERT: paid and not served; the team must act', {
      intent,
      amountCents,
      waitedMinutes: Math.round(waitedMs / 60_000),
    }),
  reconciled: (month: string, summary: string) => write('info', 'reconciled', { month, summary }),
  repairAsked: (id: string, run: string, will: string) =>
    write('warn', 'repair asked for', { id, run, will }),
  swept: (counts: { events: number; unserved: number; alerted: number; instead?: string }) =>
    write('info', 'sweep done', counts),
  listCut: (list: string, read: number) =>
    write('error', 'ALERT: a list is too long to be read at once; the oldest are left out', {
      list,
      read,
    }),
  sweepPartFailed: (part: string, error: unknown) =>
    write('error', 'a part of the sweep failed', { part, reason: reasonFor(error) }),
  emailsUnsent: (id: string, waitedMs: number) =>
    write('error', 'ALERT: e-mails of a sale are not sent', {
      id,
      waitedMinutes: Math.round(waitedMs / 60_000),
    }),
  alertNotSent: (tag: string, error: unknown) =>
    write('error', 'alert could not be sent by e-mail', { tag, reason: reasonFor(error) }),
  heartbeatFailed: (error: unknown) =>
    write('warn', 'heartbeat failed', { reason: reasonFor(error) }),
  sweepItemFailed: (id: string, error: unknown) =>
    write('error', 'sweep could not handle one item', { id, reason: reasonFor(error) }),
}

/** Text from outside is logged only if it has the form of what belongs there; else its length. */
export function plainText(text: string, form = /^[\w-]{1,40}$/): string {
  return form.test(text) ? text : `(${text.length} characters of another form)`
}

/** The first stack frame of an error. Its message, of any number of lines, may contain personal data. */
function locationOf(error: unknown): LogFields {
  if (!(error instanceof Error)) return {}
  const { stack = '', message } = error
  const frames = stack.slice(stack.indexOf(message) + message.length)
  return { at: /^\s+(at .{1,200})/m.exec(frames)?.[1] }
}
