/**
 * What a sweep has to read of the sales at Stripe: only what can have changed, because Stripe counts the
 * reads of a month (docs.stripe.com/rate-limits). Whatever is not known is read whole.
 */
import type Stripe from 'stripe'
import type { StripeClient } from '../clients/stripe/client.ts'
import type { Payment } from '../clients/stripe/payments.ts'

/** What one list of sales has to read. */
export interface Look {
  /** Everything since this instant; `null`: nothing but `ids`. */
  fromMs: number | null
  /** Ids at Stripe of sales that may be older: unfinished in the last sweep, or reported to be paid. */
  ids: readonly string[]
  /** Sales of before are given up. */
  oldestMs: number
}

/** What is kept of a list of sales from one sweep to the next. */
export interface Seen {
  /** Until then every sale is known to be finished, or is in `open`. */
  atMs: number
  /** When a whole day was last read. */
  dayReadMs: number
  /** Ids at Stripe of the sales that are not finished. */
  open: readonly string[]
}

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

/** How far back events are read. Stripe's own webhook retries cover longer outages. */
export const EVENTS_MS = 2 * HOUR_MS

/** How far back sales are read. A bank debit takes up to 4 business days; restarts last 3 days more. */
const OBJECTS_MS = 14 * DAY_MS

/** How late an event may stand in Stripe's list. One that comes later is found by the look at a whole day. */
const LATE_MS = 30 * 60_000

/** With more unfinished sales the list is read, a hundred at a time. */
const MOST_READ_SINGLY = 50

/** Number of ids that are kept; with so many the list is read anyway. */
export const MOST_KEPT = 1000

/**
 * What to read of a list; `null` when nothing can have changed. Everything when it is not known what the
 * last sweep saw, or when the `events` since then could not be read.
 */
export function lookFor(
  seen: Seen | undefined,
  events: readonly Stripe.Event[] | undefined,
  nowMs: number
): Look | null {
  if (!isKnown(seen, nowMs) || !events || seen.open.length > MOST_READ_SINGLY)
    return wholeLook(nowMs)
  const fromMs = seen.atMs - LATE_MS
  const recent = events.filter(({ created }) => created * 1000 >= fromMs)
  const paid = recent.filter(hasSucceeded).map(({ data }) => data.object.id)
  const ids = [...new Set([...seen.open, ...paid])]
  if (recent.length === 0 && ids.length === 0) return null
  return { fromMs: recent.length > 0 ? fromMs : null, ids, oldestMs: nowMs - OBJECTS_MS }
}

/** Whether the events since the last sweep say all that has changed. */
const isKnown = (seen: Seen | undefined, nowMs: number): seen is Seen =>
  seen !== undefined && seen.atMs <= nowMs && nowMs - seen.atMs <= EVENTS_MS - LATE_MS

/** The look, and a whole day: due once an hour, in case an event is lost. */
export function withDay(look: Look | null, nowMs: number): Look {
  const fromMs = Math.min(look?.fromMs ?? nowMs, nowMs - DAY_MS)
  return { ids: [], oldestMs: nowMs - OBJECTS_MS, ...look, fromMs }
}

/** Everything that is not given up. */
export function wholeLook(nowMs: number): Look {
  return { fromMs: nowMs - OBJECTS_MS, ids: [], oldestMs: nowMs - OBJECTS_MS }
}

/** Whether a look was at a whole day or more. */
export const isWholeDay = ({ fromMs }: Look, nowMs: number): boolean =>
  fromMs !== null && fromMs <= nowMs - DAY_MS

type Success = Extract<
  Stripe.Event,
  { type: 'payment_intent.succeeded' | 'setup_intent.succeeded' }
>

export function hasSucceeded(event: Stripe.Event): event is Success {
  return event.type === 'payment_intent.succeeded' || event.type === 'setup_intent.succeeded'
}

/** The paid payments of a look. */
export async function paidPayments(
  { stripe }: { stripe: Pick<StripeClient, 'paidSince' | 'getPayment'> },
  { fromMs, ids, oldestMs }: Look
): Promise<Payment[]> {
  const listed = fromMs === null ? [] : await stripe.paidSince(fromMs)
  const known = new Set(listed.map(({ id }) => id))
  const older = ids.filter((id) => id.startsWith('pi_') && !known.has(id))
  if (older.length > MOST_READ_SINGLY) return stripe.paidSince(oldestMs)
  const read = await Promise.all(older.map(stripe.getPayment))
  const isPaid = ({ status, charge }: Payment) =>
    status === 'succeeded' && charge !== null && charge.createdMs >= oldestMs
  return [...listed, ...read.filter((payment) => payment !== null).filter(isPaid)]
}

/** Ids of the payments that succeeded since an instant and have an outcome. */
export async function completedPaymentIds(
  { stripe }: { stripe: Pick<StripeClient, 'eachPaid'> },
  sinceMs: number
): Promise<string[]> {
  const completed: string[] = []
  // A month of whole payments may not fit in memory.
  await stripe.eachPaid({ fromMs: sinceMs }, ({ id, metadata }) => {
    if (metadata.outcome) completed.push(id)
  })
  return completed
}
