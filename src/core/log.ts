/**
 * The sentences an operator searches for in `wrangler tail`: one JSON line an event, found by its
 * sentence or by the payment's id. No name, address, e-mail, key or vendor's text is in them.
 */
import { VendorError } from './vendor-error.ts'

type Facts = Record<string, string | number | boolean | undefined>

let context: () => Facts = () => ({})

/** What every line says besides its own facts, such as the request it belongs to. */
export function setLogContext(facts: () => Facts): void {
  context = facts
}

function line(level: 'info' | 'warn' | 'error', event: string, facts: Facts): void {
  console[level](JSON.stringify({ level, event, ...facts, ...context() }))
}

/** What may be said of a failure: which vendor and which request, or the kind of our own error. */
export function reasonFor(error: unknown): string {
  if (error instanceof VendorError) return error.message
  return error instanceof Error ? error.name : 'unknown'
}

export const events = {
  originRefused: (origin: string, path: string) =>
    line('warn', 'origin refused: not in ALLOWED_ORIGINS', { origin: origin.slice(0, 200), path }),
  tooMany: (what: string, whose: 'address' | 'all' | 'person') =>
    line('warn', 'too many: asked to wait', { what, limit: whose }),
  invalidProduct: (slug: string) => line('warn', 'Invalid product', { slug: slug.slice(0, 60) }),
  unsignedWebhook: () => line('warn', 'webhook refused: not signed by Stripe', {}),
  foreignEvent: (eventId: string, other: 'account' | 'mode') =>
    other === 'mode'
      ? line('warn', 'webhook refused: test and live mode mixed', { eventId })
      : line('warn', 'webhook refused: of another account', { eventId }),
  vendorFailed: (path: string, error: unknown) =>
    line('error', 'vendor failed before payment', { path, reason: reasonFor(error) }),
  memberCreationFailed: (path: string, error: unknown) =>
    line('error', 'member creation failed', { path, reason: reasonFor(error) }),
  broken: (path: string, error: unknown) =>
    line('error', 'unexpected failure', { path, reason: reasonFor(error), ...locationOf(error) }),

  intentCreated: (intent: string, amountCents: number, passDate: string) =>
    line('info', 'payment begun', { track: '3', intent, amountCents, passDate }),
  runStarted: (intent: string, by: string) => line('info', 'run started', { intent, by }),
  passGranted: (intent: string, pass: string, passDate: string) =>
    line('info', 'pass granted', { track: '3', intent, pass, passDate }),
  passCreationFailed: (intent: string, error: unknown) =>
    line('error', 'pass creation failed', { track: '3', intent, reason: reasonFor(error) }),
  passNotTakenBack: (intent: string, error: unknown) =>
    line('error', 'ALERT: a refunded pass could not be taken back', {
      track: '3',
      intent,
      reason: reasonFor(error),
    }),
  receiptUnread: (intent: string) => line('warn', 'receipt details could not be read', { intent }),
  letterUnsent: (intent: string, letter: string) =>
    line('error', 'letter could not be sent', { intent, letter }),
  passExpired: (intent: string, passDate: string) =>
    line('error', 'pass not issued: its day is over', { track: '3', intent, passDate }),
  zeroValidity: (intent: string, plan: string) =>
    line('error', 'zero validity: the kiosk refuses every pass of this plan', { intent, plan }),
  planUnread: (intent: string) =>
    line('warn', 'the plan could not be read: its validity is not known', { intent }),
  debitFailed: (intent: string) => line('warn', 'bank debit failed', { track: '3', intent }),
  outcome: (intent: string, outcome: string) =>
    line('info', 'outcome written', { track: '3', intent, outcome }),

  invalidPlan: (slug: string) => line('warn', 'Invalid plan', { slug: slug.slice(0, 60) }),
  alreadyMember: (attempt: string, plan: string) =>
    line('info', 'already a member: told before paying', { track: '1', attempt, plan }),
  setupCreated: (intent: string, plan: string, quotedCents: number) =>
    line('info', 'joining begun', { track: '1', intent, plan, quotedCents }),
  joined: (intent: string, subscription: string, outcome: string) =>
    line('info', 'set-up served', { track: '1', intent, subscription, outcome }),
  membershipGiven: (subscription: string, membership: string) =>
    line('info', 'membership given', { track: '1', subscription, membership }),
  membershipFailed: (subscription: string, error: unknown) =>
    line('error', 'membership creation failed', {
      track: '1',
      subscription,
      reason: reasonFor(error),
    }),
  membershipNews: (subscription: string, what: string) =>
    line('warn', 'news of a membership', { track: '1', subscription, what }),
  priceNotZero: (subscription: string, membership: string) =>
    line('error', 'ALERT: OfficeRnD has a price for a membership that Stripe bills', {
      track: '1',
      subscription,
      membership,
    }),
  chargeDiffers: (subscription: string, shownCents: number, chargedCents: number) =>
    line('error', 'ALERT: charged otherwise than shown', {
      track: '1',
      subscription,
      shownCents,
      chargedCents,
    }),

  invalidRoom: (slug: string) => line('warn', 'Invalid room', { slug: slug.slice(0, 60) }),
  bookingBegun: (intent: string, room: string, days: number, amountCents: number) =>
    line('info', 'booking begun', { track: '2', intent, room, days, amountCents }),
  slotRefused: (room: string, gate: string) =>
    line('info', 'slot refused before payment', { track: '2', room, gate }),
  availabilityUnknown: (room: string, error: unknown, intent?: string) =>
    line('error', 'availability check failed', {
      track: '2',
      room,
      intent,
      reason: reasonFor(error),
    }),
  gateTwoConflict: (intent: string, room: string, why: string) =>
    line('warn', 'Gate 2 conflict', { track: '2', intent, room, why }),
  eventFailed: (intent: string, date: string, error: unknown) =>
    line('error', 'Google Calendar event creation failed', {
      track: '2',
      intent,
      date,
      reason: reasonFor(error),
    }),
  cleaningUp: (intent: string, days: number) =>
    line('error', 'Multi-day partial failure — cleaning up', { track: '2', intent, days }),
  eventOrphaned: (intent: string, date: string, eventId: string) =>
    line('error', 'event could not be taken out of the calendar', {
      track: '2',
      intent,
      date,
      eventId,
    }),
  booked: (intent: string, room: string, days: number) =>
    line('info', 'room booked', { track: '2', intent, room, days }),
  bookingRefunded: (intent: string, refund: string, cents: number, why: string) =>
    line('warn', 'booking refunded', { track: '2', intent, refund, cents, why }),
  holdLapsed: (attempt: string, room: string, intent?: string) =>
    line('info', 'hold lapsed', { track: '2', attempt, room, intent }),
  bookingOutcome: (intent: string, outcome: string) =>
    line('info', 'outcome written', { track: '2', intent, outcome }),

  moneyMoved: (intent: string, what: string, cents: number) =>
    line('warn', 'money moved after the sale', { intent, what, cents }),
  paidUnserved: (intent: string, amountCents: number, waitedMs: number) =>
    line('error', 'ALERT: paid and not served; the team must act', {
      intent,
      amountCents,
      waitedMinutes: Math.round(waitedMs / 60_000),
    }),
  reconciled: (month: string, summary: string) => line('info', 'reconciled', { month, summary }),
  repairAsked: (id: string, run: string, will: string) =>
    line('warn', 'repair asked for', { id, run, will }),
  swept: (counts: { events: number; unserved: number; alerted: number }) =>
    line('info', 'sweep done', counts),
  sweepItemFailed: (id: string, error: unknown) =>
    line('error', 'sweep could not handle one item', { id, reason: reasonFor(error) }),
}

/** Where in our own code an unexpected error arose; its message may quote a person, so it stays out. */
function locationOf(error: unknown): Facts {
  const frame = error instanceof Error ? error.stack?.split('\n')[1]?.trim() : undefined
  return { at: frame?.slice(0, 200) }
}
