/** Where a calendar and the ledger part: what staff deleted or moved, and two uses at one time. */
import type { BusyEvent } from '../../clients/google/events.ts'
import { isRefunded } from '../../clients/stripe/payments.ts'
import { eventId } from '../../core/ids.ts'
import { wasProcessed } from '../../payments/processed-events.ts'
import { refundFromPayment } from '../../payments/refund-events.ts'
import { listedDates, type PaidBooking, parseBooking } from '../booking.ts'
import type { BookingContext } from '../context.ts'
import { deletedDay, movedToRoom, overlapAlert, refundedStands } from '../emails/staff-edits.ts'
import { findEvent } from '../find-event.ts'
import { calendarOf } from '../for-sale.ts'
import { log } from '../log.ts'
import type { RemovedDay } from '../room-ledger.ts'
import { bookableRange, intervalOf, touches } from '../rules/slots.ts'
import { followStaffEdits, intervalOfEvent } from '../staff-edits.ts'

/** Each night: reads the days to come of every room, whether anybody asked for them or not. */
export async function compareCalendars(ctx: BookingContext): Promise<void> {
  for (const room of Object.keys(ctx.config.calendars))
    await isolated(room, () => compareCalendar(ctx, room))
}

async function compareCalendar(ctx: BookingContext, room: string): Promise<void> {
  const range = bookableRange(ctx.now())
  const calendarId = calendarOf(ctx.config, room)
  const { events } = await ctx.calendar.listEvents(calendarId, range.fromMs, range.toMs)
  const known = new Set<string>()
  for (const use of await ctx.room(room).busyBetween(range.fromMs, range.toMs)) {
    await followStaffEdits(ctx, room, use, events)
    if (use.standing) known.add(await eventId(use.standing.paymentId, use.date))
  }
  const busy = events.filter((event) => event.busy)
  for (const event of busy)
    if (!known.has(event.id)) await isolated(room, () => alertRefunded(ctx, room, event))
  const pairs = busy.flatMap((event, nth) =>
    busy.slice(nth + 1).flatMap((other) => pairOf(event, other))
  )
  for (const pair of pairs) await isolated(room, () => alertOverlap(ctx, room, pair))
}

/** Refunded and taken out of the calendar, and there again: restored from the bin, say. */
async function alertRefunded(ctx: BookingContext, room: string, event: BusyEvent): Promise<void> {
  const payment = event.paymentId && (await ctx.stripe.getPayment(event.paymentId))
  const sale = payment && parseBooking(payment)
  if (!sale || !isRefunded(payment)) return
  const { metadata } = payment
  const refund = refundFromPayment(payment)
  // Until then its own workflow deletes the event, or alerts that it cannot.
  const isOver = metadata.outcome === 'refunded' || (refund && wasProcessed(metadata, refund))
  if (isOver)
    await ctx.mail.send(refundedStands({ payment, sale, config: ctx.config }, event, room))
}

type Pair = readonly [paid: BusyEvent, other: BusyEvent]

/** The event of a booking first; nothing if neither is one or if they do not overlap. */
function pairOf(one: BusyEvent, other: BusyEvent): Pair[] {
  if (!touches(intervalOfEvent(one), intervalOfEvent(other))) return []
  if (one.paymentId) return [[one, other]]
  return other.paymentId ? [[other, one]] : []
}

async function alertOverlap(ctx: BookingContext, room: string, [paid, other]: Pair): Promise<void> {
  const first = await paidBooking(ctx, paid.paymentId ?? '')
  const second = other.paymentId ? await paidBooking(ctx, other.paymentId) : null
  // An event whose payment was refunded is reported by the refund itself.
  if (!first || (other.paymentId && !second)) return
  const overlap = {
    ...{ room, other: second, eventId: paid.id, otherEventId: other.id },
    ...{ interval: intervalOfEvent(paid), otherInterval: intervalOfEvent(other) },
  }
  log.calendarOverlap(room, first.payment.id, other.id)
  const day = new Date(ctx.now()).toISOString().slice(0, 10)
  await ctx.mail.send(overlapAlert(first, overlap, day))
}

/**
 * Tells the team of the days that staff deleted or moved to another room, unless they are refunded or back
 * in the calendar. At night (`all`) also of those that have changed since they were told.
 */
export async function reportRemovedDays(
  ctx: BookingContext,
  { all }: { all: boolean }
): Promise<void> {
  for (const room of Object.keys(ctx.config.calendars))
    await isolated(room, async () => {
      for (const day of await ctx.room(room).removedDays())
        if (all || day.seenIn === undefined)
          await isolated(day.paymentId, () => reportRemovedDay(ctx, room, day))
    })
}

async function reportRemovedDay(ctx: BookingContext, room: string, day: RemovedDay): Promise<void> {
  const { slot, seenIn, told = 0 } = day
  const booking = await paidBooking(ctx, day.paymentId)
  if (!booking || (await isCancelled(ctx, day))) return ctx.room(room).forgetRemovedDay(day)
  const event = await findEvent(ctx, room, day.paymentId, slot.date)
  const standsIn = event?.room ?? null
  const isNews = standsIn !== seenIn && standsIn !== room
  if (isNews)
    await ctx.mail.send(
      event ? movedToRoom(booking, slot, event, told + 1) : deletedDay(booking, slot, told + 1)
    )
  const endsMs = event ? event.endMs : intervalOf(slot).toMs
  if (endsMs <= ctx.now()) return ctx.room(room).forgetRemovedDay(day)
  await ctx.room(room).keepRemovedDay({ ...day, seenIn: standsIn, told: told + (isNews ? 1 : 0) })
}

/** Whether a refund in part names the day. */
async function isCancelled({ stripe }: BookingContext, day: RemovedDay): Promise<boolean> {
  const refunds = await stripe.listRefunds(day.paymentId)
  return refunds.some(({ metadata }) => listedDates(metadata.booking_dates).includes(day.slot.date))
}

/** `null` if the payment is unknown or refunded. */
async function paidBooking(
  { stripe, config }: BookingContext,
  paymentId: string
): Promise<PaidBooking | null> {
  const payment = await stripe.getPayment(paymentId)
  const sale = payment && parseBooking(payment)
  return sale && !isRefunded(payment) ? { payment, sale, config } : null
}

async function isolated(id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    log.sweepItemFailed(id, error)
  }
}
