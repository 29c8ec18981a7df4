/** Takes days of a booking out of the calendar and the ledger after a refund. */

import { VendorError } from '../../core/vendor-error.ts'
import type { Step } from '../../core/workflow.ts'
import { cancelledDates, listedDates, type PaidBooking } from '../booking.ts'
import { cancelEvents, MAX_AT_ONCE, type UndeletedEvent } from '../calendar-events.ts'
import type { BookingContext } from '../context.ts'
import { undeletedEventsAlert } from '../emails/team.ts'
import type { FreedDay, NamedDays } from '../emails/team-refunds.ts'
import { findEvent } from '../find-event.ts'
import { intervalOf, type Slot } from '../rules/slots.ts'
import { intervalOfEvent } from '../staff-edits.ts'

/** Deletes the events of those of the days that are to come, and releases these days. */
export async function cancelDays(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking,
  slots: readonly Slot[]
): Promise<{ freed: FreedDay[]; undeleted: UndeletedEvent[] }> {
  const { room, attemptId } = booking.sale
  const places = await findPlaces(step, ctx, booking, slots)
  const freed = await step('read future days', async () =>
    places.filter(({ interval }) => interval.fromMs > ctx.now())
  )
  const undeleted = await cancelEvents(step, ctx, booking, freed)
  await step('release the days', async () => {
    for (const { slot } of freed) await ctx.room(room).releaseDay(attemptId, slot.date)
  })
  return { freed, undeleted }
}

/**
 * Cancels the days that refunds in part name in their metadata (`booking_dates`) and that are not
 * cancelled yet, and notes them in the payment's metadata.
 */
export async function cancelNamedDays(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking
): Promise<NamedDays> {
  const { payment, sale } = booking
  const named = await step('read which days are cancelled', async () => {
    const refunds = await ctx.stripe.listRefunds(payment.id)
    return [...new Set(refunds.flatMap(({ metadata }) => listedDates(metadata.booking_dates)))]
  })
  const earlier = cancelledDates(payment)
  const slots = sale.slots.filter(({ date }) => named.includes(date) && !earlier.includes(date))
  const booked = sale.slots.map(({ date }) => date)
  const unknown = named.filter((date) => !booked.includes(date))
  if (slots.length === 0) return { freed: [], undeleted: [], begun: [], unknown }
  const { freed, undeleted } = await cancelDays(step, ctx, booking, slots)
  const dates = freed.map(({ slot }) => slot.date)
  if (dates.length > 0)
    await step('note the cancelled days', () =>
      ctx.stripe.updateMetadata(payment.id, {
        cancelled_dates: [...earlier, ...dates].sort().join(','),
      })
    )
  const begun = slots.filter(({ date }) => !dates.includes(date))
  return { freed, undeleted, begun, unknown }
}

/** @throws when events are left in the calendar; the team is alerted before */
export async function alertUndeleted(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking,
  undeleted: readonly UndeletedEvent[]
): Promise<void> {
  if (undeleted.length === 0) return
  await step('alert the team: events left', () =>
    ctx.mail.send(undeletedEventsAlert(booking, undeleted))
  )
  throw new Error('events are left in the calendar')
}

/**
 * Where each day's event stands; where it is gone, where it was sold.
 * @throws when that cannot be found out: the sweep restarts the workflow, and alerts the team
 */
async function findPlaces(
  step: Step,
  ctx: BookingContext,
  { payment, sale }: PaidBooking,
  slots: readonly Slot[]
): Promise<FreedDay[]> {
  const find = async (slot: Slot): Promise<FreedDay> => {
    const event = await step(`look for event ${slot.date}`, () =>
      findUnlessForbidden(ctx, sale.room, payment.id, slot.date)
    )
    const interval = event ? intervalOfEvent(event) : intervalOf(slot)
    return { slot, room: event?.room ?? sale.room, interval }
  }
  const places: FreedDay[] = []
  for (let at = 0; at < slots.length; at += MAX_AT_ONCE)
    places.push(...(await Promise.all(slots.slice(at, at + MAX_AT_ONCE).map(find))))
  return places
}

/** A calendar that is shared with us no longer stays so: then the event is deleted where it was sold, or that is told. */
async function findUnlessForbidden(...args: Parameters<typeof findEvent>) {
  try {
    return await findEvent(...args)
  } catch (error) {
    if (error instanceof VendorError && error.status === 403) return null
    throw error
  }
}
