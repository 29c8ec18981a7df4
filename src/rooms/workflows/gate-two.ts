/** Gate 2, after payment: only one paid booking gets a time, and never one that staff have blocked. */

import type { BusyEvent } from '../../clients/google/events.ts'
import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { eventId } from '../../core/ids.ts'
import { type Step, tryPatiently } from '../../core/workflow.ts'
import type { Booking, PaidBooking } from '../booking.ts'
import type { BookingContext } from '../context.ts'
import { calendarOf } from '../for-sale.ts'
import { log } from '../log.ts'
import { rangeOf } from '../rules/openings.ts'
import { priceOfBooking } from '../rules/price.ts'
import { isRefundReason, type RefundReason } from '../rules/refund-reasons.ts'
import { roomOf } from '../rules/rooms.ts'
import { intervalOf, overlaps, type Slot } from '../rules/slots.ts'
import { intervalOfEvent } from '../staff-edits.ts'

/** `refused`: why the money goes back; `null` if the customer has the room for these slots. */
interface Claimed {
  slots: Slot[]
  refused: RefundReason | null
}

/** @throws when nothing was held for the payment and its amount is not the price of its times. */
export async function claimRoom(
  step: Step,
  ctx: BookingContext,
  { payment, sale }: PaidBooking
): Promise<Claimed> {
  const { slots, claim } = await step('claim the room', async () => {
    const first = await ctx.attempt(sale.attemptId).claim('booking', payment.id)
    if (first !== payment.id)
      return { slots: sale.slots, claim: { ok: false, reason: 'other-payment' } as const }
    const held = await heldSlots(ctx, payment, sale)
    if (!held && !isPaidInFull(payment, sale)) throw new Error('not the price of these times')
    const slots = held ?? sale.slots
    return { slots, claim: await ctx.room(sale.room).claim(sale.attemptId, slots) }
  })
  if (claim.ok) return { slots, refused: null }
  log.gateTwoConflict(payment.id, sale.room, claim.reason)
  const twice = claim.reason === 'other-slots' || claim.reason === 'other-payment'
  return { slots, refused: twice ? 'paid-twice' : 'slot-taken' }
}

/** What was held when this payment was created, whatever its metadata says by now; `null` if unknown. */
async function heldSlots(
  ctx: BookingContext,
  { id }: Payment,
  { attemptId, room }: Booking
): Promise<Slot[] | null> {
  const entry = await ctx.attempt(attemptId).read()
  return entry?.intentId === id ? ctx.room(room).heldSlots(attemptId) : null
}

/** A room that is no longer in the list has no price: then the payment is believed. */
function isPaidInFull({ amountCents }: Payment, { room, slots }: Booking): boolean {
  const sold = roomOf(room)
  return !sold || priceOfBooking(sold, slots).totalCents === amountCents
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
  booking: PaidBooking,
  stepName = 'check the calendar'
): Promise<CalendarCheck | null> {
  return tryPatiently(step, stepName, () => readAndCheck(ctx, booking))
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
