/**
 * The log sentences that operators search for in `wrangler tail`. Each event is one JSON line, found by
 * its sentence or by the payment's id. It contains no names, addresses, keys or text from vendors.
 */
import { VendorError } from './vendor-error.ts'

type LogFields = Record<string, string | number | boolean | undefined>

let context: () => LogFields = () => ({})

/** Adds fields to every log line, such as the id of the current request. */
export function setLogContext(fields: () => LogFields): void {
  context = fields
}

function write(level: 'info' | 'warn' | 'error', event: string, fields: LogFields): void {
  console[level](JSON.stringify({ level, event, ...fields, ...context() }))
}

/** The loggable part of an error: vendor, request and status of a VendorError, else the error's name. */
export function reasonFor(error: unknown): string {
  if (error instanceof VendorError) return error.message
  return error instanceof Error ? error.name : 'unknown'
}

export const log = {
  originRefused: (origin: string, path: string) =>
    write('warn', 'origin refused: not in ALLOWED_ORIGINS', { origin: origin.slice(0, 200), path }),
  rateLimited: (what: string, whose: 'address' | 'all' | 'person') =>
    write('warn', 'rate limited', { what, limit: whose }),
  invalidProduct: (slug: string) => write('warn', 'Invalid product', { slug: slug.slice(0, 60) }),
  unsignedWebhook: () => write('warn', 'webhook refused: not signed by Stripe', {}),
  wrongAccountEvent: (eventId: string, other: 'account' | 'mode') =>
    other === 'mode'
      ? write('warn', 'webhook refused: test and live mode mixed', { eventId })
      : write('warn', 'webhook refused: of another account', { eventId }),
  vendorFailed: (path: string, error: unknown) =>
    write('error', 'vendor failed before payment', { path, reason: reasonFor(error) }),
  memberCreationFailed: (path: string, error: unknown) =>
    write('error', 'member creation failed', { path, reason: reasonFor(error) }),
  unexpectedError: (path: string, error: unknown) =>
    write('error', 'unexpected failure', { path, reason: reasonFor(error), ...locationOf(error) }),

  intentCreated: (intent: string, amountCents: number, passDate: string) =>
    write('info', 'payment begun', { track: '3', intent, amountCents, passDate }),
  workflowStarted: (intent: string, by: string) =>
    write('info', 'workflow started', { intent, by }),
  passGranted: (intent: string, pass: string, passDate: string) =>
    write('info', 'pass granted', { track: '3', intent, pass, passDate }),
  passCreationFailed: (intent: string, error: unknown) =>
    write('error', 'pass creation failed', { track: '3', intent, reason: reasonFor(error) }),
  passNotRevoked: (intent: string, error: unknown) =>
    write('error', 'ALERT: a refunded pass could not be taken back', {
      track: '3',
      intent,
      reason: reasonFor(error),
    }),
  receiptUnread: (intent: string) => write('warn', 'receipt details could not be read', { intent }),
  emailFailed: (intent: string, email: string) =>
    write('error', 'e-mail could not be sent', { intent, email }),
  passExpired: (intent: string, passDate: string) =>
    write('error', 'pass not issued: its day is over', { track: '3', intent, passDate }),
  zeroValidity: (intent: string, plan: string) =>
    write('error', 'zero validity: the kiosk refuses every pass of this plan', { intent, plan }),
  planUnread: (intent: string) =>
    write('warn', 'the plan could not be read: its validity is not known', { intent }),
  debitFailed: (intent: string) => write('warn', 'bank debit failed', { track: '3', intent }),
  outcome: (intent: string, outcome: string) =>
    write('info', 'outcome written', { track: '3', intent, outcome }),

  invalidPlan: (slug: string) => write('warn', 'Invalid plan', { slug: slug.slice(0, 60) }),
  alreadyMember: (attempt: string, plan: string) =>
    write('info', 'already a member: told before paying', { track: '1', attempt, plan }),
  signupStarted: (intent: string, plan: string, quotedCents: number) =>
    write('info', 'sign-up started', { track: '1', intent, plan, quotedCents }),
  signupFinished: (intent: string, subscription: string, outcome: string) =>
    write('info', 'sign-up finished', { track: '1', intent, subscription, outcome }),
  membershipGranted: (subscription: string, membership: string) =>
    write('info', 'membership given', { track: '1', subscription, membership }),
  membershipFailed: (subscription: string, error: unknown) =>
    write('error', 'membership creation failed', {
      track: '1',
      subscription,
      reason: reasonFor(error),
    }),
  subscriptionEventReceived: (subscription: string, what: string) =>
    write('warn', 'subscription event', { track: '1', subscription, what }),
  priceNotZero: (subscription: string, membership: string) =>
    write('error', 'ALERT: OfficeRnD has a price for a membership that Stripe bills', {
      track: '1',
      subscription,
      membership,
    }),
  chargeDiffers: (subscription: string, shownCents: number, chargedCents: number) =>
    write('error', 'ALERT: charged otherwise than shown', {
      track: '1',
      subscription,
      shownCents,
      chargedCents,
    }),

  invalidRoom: (slug: string) => write('warn', 'Invalid room', { slug: slug.slice(0, 60) }),
  bookingBegun: (intent: string, room: string, days: number, amountCents: number) =>
    write('info', 'booking begun', { track: '2', intent, room, days, amountCents }),
  slotRefused: (room: string, gate: string) =>
    write('info', 'slot refused before payment', { track: '2', room, gate }),
  availabilityUnknown: (room: string, error: unknown, intent?: string) =>
    write('error', 'availability check failed', {
      track: '2',
      room,
      intent,
      reason: reasonFor(error),
    }),
  calendarFailed: (room: string, problem: string) =>
    write('error', 'ALERT: a calendar cannot be used; the room is not on sale', {
      track: '2',
      room,
      problem,
    }),
  calendarOverlap: (room: string, intent: string, otherEvent: string) =>
    write('error', 'ALERT: two uses of a room at one time', {
      track: '2',
      room,
      intent,
      otherEvent,
    }),
  gateTwoConflict: (intent: string, room: string, why: string) =>
    write('warn', 'Gate 2 conflict', { track: '2', intent, room, why }),
  eventFailed: (intent: string, date: string, error: unknown) =>
    write('error', 'Google Calendar event creation failed', {
      track: '2',
      intent,
      date,
      reason: reasonFor(error),
    }),
  cleanupStarted: (intent: string, days: number) =>
    write('error', 'Multi-day partial failure — cleaning up', { track: '2', intent, days }),
  eventOrphaned: (intent: string, date: string, eventId: string) =>
    write('error', 'event could not be taken out of the calendar', {
      track: '2',
      intent,
      date,
      eventId,
    }),
  booked: (intent: string, room: string, days: number) =>
    write('info', 'room booked', { track: '2', intent, room, days }),
  bookingRefunded: (intent: string, refund: string, cents: number, why: string) =>
    write('warn', 'booking refunded', { track: '2', intent, refund, cents, why }),
  holdExpired: (attempt: string, room: string, intent?: string) =>
    write('info', 'hold expired', { track: '2', attempt, room, intent }),
  bookingOutcome: (intent: string, outcome: string) =>
    write('info', 'outcome written', { track: '2', intent, outcome }),

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
  swept: (counts: { events: number; unserved: number; alerted: number }) =>
    write('info', 'sweep done', counts),
  sweepItemFailed: (id: string, error: unknown) =>
    write('error', 'sweep could not handle one item', { id, reason: reasonFor(error) }),
}

/** The first stack frame of an error. Its message is left out because it may contain personal data. */
function locationOf(error: unknown): LogFields {
  const frame = error instanceof Error ? error.stack?.split('\n')[1]?.trim() : undefined
  return { at: frame?.slice(0, 200) }
}
