/** Gate 2: of all who have paid for one time of one room, one has it; and never what staff have entered. */

import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { log } from '../../core/log.ts'
import type { Step } from '../../core/workflow.ts'
import type { Booking, PaidBooking } from '../booking.ts'
import { intervalOfEvent } from '../busy-times.ts'
import { eventFor } from '../calendar-events.ts'
import type { BookingContext } from '../context.ts'
import { calendarOf } from '../for-sale.ts'
import { rangeOf } from '../rules/openings.ts'
import { isRefundReason, type RefundReason } from '../rules/refund-reasons.ts'
import { intervalOf, overlaps } from '../rules/slots.ts'

/** Why the room is not hers, or `null` when it is. */
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

/** A calendar that could not be read (`null`) is a busy one. */
export function refundReason(
  { payment, sale }: PaidBooking,
  claimed: RefundReason | null,
  free: boolean | null
): RefundReason | null {
  const { refund_reason: said = '' } = payment.metadata
  // An earlier pass of this run gave it back, or somebody did so by hand.
  if (isRefunded(payment)) return isRefundReason(said) ? said : 'by-hand'
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

/** If the calendar leaves room, the ledger knows from here on that events of this booking may stand. */
export async function checkCalendar(ctx: BookingContext, about: PaidBooking): Promise<boolean> {
  const free = await isCalendarFree(ctx, about)
  if (free) await ctx.room(about.sale.room).markEventsPending(about.sale.attemptId)
  return free
}

/** Whether nothing of others is in the way on any day; one look over the whole span. */
async function isCalendarFree(ctx: BookingContext, about: PaidBooking): Promise<boolean> {
  const { payment, sale } = about
  const days = sale.slots.map(({ date }) => date)
  const [first = '', last = ''] = [days[0], days.at(-1)]
  try {
    const { fromMs, toMs } = rangeOf(first, last)
    const calendarId = calendarOf(ctx.config, sale.room)
    const shown = await ctx.calendar.listEvents(calendarId, fromMs, toMs)
    const own = await Promise.all(sale.slots.map(async (slot) => (await eventFor(about, slot)).id))
    const others = shown.filter(({ busy, id }) => busy && !own.includes(id)).map(intervalOfEvent)
    return !sale.slots.some((slot) => others.some((other) => overlaps(intervalOf(slot), other)))
  } catch (error) {
    log.availabilityUnknown(sale.room, error, payment.id)
    throw error
  }
}
