/** Gate 2, after payment: only one paid booking gets a time, and never one that staff have blocked. */

import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import type { Step } from '../../core/workflow.ts'
import type { Booking, PaidBooking } from '../booking.ts'
import { intervalOfEvent } from '../busy-times.ts'
import { eventFor } from '../calendar-events.ts'
import type { BookingContext } from '../context.ts'
import { calendarOf } from '../for-sale.ts'
import { log } from '../log.ts'
import { rangeOf } from '../rules/openings.ts'
import { isRefundReason, type RefundReason } from '../rules/refund-reasons.ts'
import { intervalOf, overlaps } from '../rules/slots.ts'

/** Claims the room. Returns the refund reason if that fails, `null` if the customer has the room. */
export async function claimRoom(
  step: Step,
  ctx: BookingContext,
  { payment, sale }: PaidBooking
): Promise<RefundReason | null> {
  const claim = await step('claim the room', async () => {
    const first = await ctx.attempt(sale.attemptId).claim('booking', payment.id)
    if (first !== payment.id) return { ok: false, reason: 'other-payment' } as const
    return ctx.room(sale.room).claim(sale.attemptId, sale.slots)
  })
  if (claim.ok) return null
  log.gateTwoConflict(payment.id, sale.room, claim.reason)
  const twice = claim.reason === 'other-slots' || claim.reason === 'other-payment'
  return twice ? 'paid-twice' : 'slot-taken'
}

/** `free` is `null` if the calendar could not be read, which counts as busy. */
export function refundReason(
  { payment, sale }: PaidBooking,
  claimed: RefundReason | null,
  free: boolean | null
): RefundReason | null {
  const { refund_reason: text = '' } = payment.metadata
  // Refunded before this workflow restarted, or by hand.
  if (isRefunded(payment)) return isRefundReason(text) ? text : 'by-hand'
  if (claimed) return claimed
  if (paidAfterStart(payment, sale)) return 'too-late'
  if (free === null) return 'availability-unknown'
  if (free) return null
  log.gateTwoConflict(payment.id, sale.room, 'calendar')
  return 'slot-taken'
}

function paidAfterStart({ charge, createdMs }: Payment, { slots }: Booking): boolean {
  const startsMs = slots.map((slot) => intervalOf(slot).fromMs)
  return (charge?.createdMs ?? createdMs) >= Math.min(...startsMs)
}

/** If the calendar is free, the ledger records that this booking may have events from now on. */
export async function checkCalendar(ctx: BookingContext, booking: PaidBooking): Promise<boolean> {
  const free = await isCalendarFree(ctx, booking)
  if (free) await ctx.room(booking.sale.room).markEventsPending(booking.sale.attemptId)
  return free
}

/** Whether no other event overlaps on any day. One request covers the whole span. */
async function isCalendarFree(ctx: BookingContext, booking: PaidBooking): Promise<boolean> {
  const { payment, sale } = booking
  const days = sale.slots.map(({ date }) => date)
  const [first = '', last = ''] = [days[0], days.at(-1)]
  try {
    const { fromMs, toMs } = rangeOf(first, last)
    const calendarId = calendarOf(ctx.config, sale.room)
    const listed = await ctx.calendar.listEvents(calendarId, fromMs, toMs)
    const own = await Promise.all(
      sale.slots.map(async (slot) => (await eventFor(booking, slot)).id)
    )
    const others = listed.filter(({ busy, id }) => busy && !own.includes(id)).map(intervalOfEvent)
    return !sale.slots.some((slot) => others.some((other) => overlaps(intervalOf(slot), other)))
  } catch (error) {
    log.availabilityUnknown(sale.room, error, payment.id)
    throw error
  }
}
