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
import { priceOfBooking } from '../rules/price.ts'
import { isRefundReason, type RefundReason } from '../rules/refund-reasons.ts'
import { roomOf } from '../rules/rooms.ts'
import { intervalOf, overlaps, type Slot } from '../rules/slots.ts'

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

/** Whether no other event overlaps on any day. One request covers the whole span. */
export async function isCalendarFree(ctx: BookingContext, booking: PaidBooking): Promise<boolean> {
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
