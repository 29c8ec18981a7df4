/** How much of a cancelled booking is refunded. Operations document of the rooms, playbook 7. */
import { percentOf } from '../../core/money.ts'

const HOUR_SECONDS = 3600
const FULL_FROM_SECONDS = 48 * HOUR_SECONDS
const HALF_FROM_SECONDS = 24 * HOUR_SECONDS

/** The same text is on the page and in e-mails. */
export const ROOM_REFUND_POLICY =
  'Full refund if you cancel 48 hours or more before the start, 50% if you cancel 24 hours or more before it, no refund after that. In a booking of several days each day counts by its own start.'

/** Percent. */
export type RefundShare = 100 | 50 | 0

/** The share of a day's price. Exactly 48 or 24 hours before is still in time; counted in seconds. */
export function refundShare(startMs: number, cancelledMs: number): RefundShare {
  const leftSeconds = Math.floor(startMs / 1000) - Math.floor(cancelledMs / 1000)
  if (leftSeconds >= FULL_FROM_SECONDS) return 100
  return leftSeconds >= HALF_FROM_SECONDS ? 50 : 0
}

/** Until when a day gives all, and half, of its price back; both instants are still in time. */
export const refundDeadlines = (startMs: number) => ({
  fullUntilMs: startMs - FULL_FROM_SECONDS * 1000,
  halfUntilMs: startMs - HALF_FROM_SECONDS * 1000,
})

/** Cents for a booking; each day counts by its own start. Half a cent is rounded up for the customer. */
export function refundCents(
  days: readonly { startMs: number; cents: number }[],
  cancelledMs: number
): number {
  return days.reduce(
    (sum, { startMs, cents }) => sum + percentOf(cents, refundShare(startMs, cancelledMs)),
    0
  )
}
