/** How far back a sweep has to read: Stripe allows a house only so many reads a month. */
import type Stripe from 'stripe'
import type { PartsContext } from './sweep-parts.ts'

/** A sale is seen as open by a sweep within this time of its last event. */
const RECENT_MS = 30 * 60_000

/**
 * From when on objects have to be read: those that are newer than the last sweep, that were open then,
 * or of which something was reported since. `null` when there are none, `allMs` when that is not known.
 */
export async function unreadSince(
  { sweepRecord, now }: Pick<PartsContext, 'sweepRecord' | 'now'>,
  allMs: number,
  events: Stripe.Event[] | undefined
): Promise<number | null> {
  const [lastMs, open] = await Promise.all([sweepRecord.lastSweepAtMs(), sweepRecord.openSales()])
  if (!events || !open || lastMs === null || lastMs < now() - RECENT_MS) return allMs
  const recentMs = lastMs - RECENT_MS
  const recent = events.filter(({ created }) => created * 1000 >= recentMs)
  if (open.count === 0 && recent.length === 0) return null
  const reported = recent.flatMap(soldAtEntry)
  return Math.max(allMs, Math.min(recentMs, ...reported, open.count > 0 ? open.fromMs : Infinity))
}

/** When the payment, set-up or invoice of an event was created: a bank debit's is days older than its event. */
function soldAtEntry({ type, data }: Stripe.Event): number[] {
  const { created } = data.object as { created?: number }
  return /^(payment_intent|setup_intent|invoice)\./.test(type) && created ? [created * 1000] : []
}
