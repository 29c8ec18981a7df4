/** Gate 2, after payment: only one paid booking gets a time, and never one that staff have blocked. */

import type { BusyEvent } from '../../clients/google/events.ts'
import { isRefunded } from '../../clients/stripe/payments.ts'
import { eventId } from '../../core/ids.ts'
import { type Step, tryPatiently } from '../../core/workflow.ts'
import type { PaidBooking } from '../booking.ts'
import type { BookingContext } from '../context.ts'
import { calendarOf } from '../for-sale.ts'
import { log } from '../log.ts'
import { rangeOf } from '../rules/openings.ts'
import { isRefundReason, type RefundReason } from '../rules/refund-reasons.ts'
import { intervalOf, overlaps } from '../rules/slots.ts'
import { intervalOfEvent } from '../staff-edits.ts'

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

/** `checked` is `null` if the calendar could not be read, which counts as busy. */
export function refundReason(
  { payment, sale }: PaidBooking,
  claimed: RefundReason | null,
  checked: CalendarCheck | null
): RefundReason | null {
  const { refund_reason: text = '' } = payment.metadata
  // Refunded before this workflow restarted, or by hand.
  if (isRefunded(payment)) return isRefundReason(text) ? text : 'by-hand'
  if (claimed) return claimed
  if (checked === null) return 'availability-unknown'
  if (checked === 'free') return null
  if (checked === 'too-late') return 'too-late'
  log.gateTwoConflict(payment.id, sale.room, 'calendar')
  return 'slot-taken'
}

/** `too-late`: the first booked hour has begun, and not all events exist already. */
export type CalendarCheck = 'free' | 'taken' | 'too-late'

/** `null` if the calendar cannot be read. Many questions at once are no reason to refund: it waits. */
export function checkCalendar(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking
): Promise<CalendarCheck | null> {
  return tryPatiently(step, 'check the calendar', () => readAndCheck(ctx, booking))
}

/** One request covers the whole span. */
async function readAndCheck(ctx: BookingContext, booking: PaidBooking): Promise<CalendarCheck> {
  const { payment, sale } = booking
  const days = sale.slots.map(({ date }) => date)
  const { fromMs, toMs } = rangeOf(days[0] ?? '', days.at(-1) ?? '')
  let events: BusyEvent[]
  try {
    const calendarId = calendarOf(ctx.config, sale.room)
    events = (await ctx.calendar.listEvents(calendarId, fromMs, toMs)).events
  } catch (error) {
    log.availabilityUnknown(sale.room, error, payment.id)
    await ctx.calendarHealth(sale.room).reportTrouble('unreadable')
    throw error
  }
  const own = await Promise.all(sale.slots.map(({ date }) => eventId(payment.id, date)))
  const others = events.filter(({ busy, id }) => busy && !own.includes(id)).map(intervalOfEvent)
  const wanted = sale.slots.map(intervalOf)
  if (wanted.some((slot) => others.some((other) => overlaps(slot, other)))) return 'taken'
  // A payment may be told of late, and a workflow may be stuck: what counts is when it is served.
  const hasBegun = wanted.some((slot) => slot.fromMs <= ctx.now())
  const areAllIn = own.every((id) => events.some((event) => event.id === id))
  return hasBegun && !areAllIn ? 'too-late' : 'free'
}
