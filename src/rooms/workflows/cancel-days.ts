/** Takes days of a booking out of the calendar and the ledger after a refund. */

import { type Step, tryStep } from '../../core/workflow.ts'
import { cancelledDates, listedDates, type PaidBooking } from '../booking.ts'
import { cancelEvents, MAX_AT_ONCE, type UndeletedEvent } from '../calendar-events.ts'
import type { BookingContext } from '../context.ts'
import { undeletedEventsAlert } from '../emails/team.ts'
import type { FreedDay, NamedDays } from '../emails/team-refunds.ts'
import { findEvent, isForbidden } from '../find-event.ts'
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
    const look = async () => ({ event: await findEvent(ctx, sale.room, payment.id, slot.date) })
    const first = await step(`look for event ${slot.date}`, () => look().catch(nullIfForbidden))
    const seen = first ?? (await tryStep(step, `look again for event ${slot.date}`, look))
    const event = seen?.event
    const interval = event ? intervalOfEvent(event) : intervalOf(slot)
    return { slot, room: event?.room ?? sale.room, interval, ...(!seen && { isUnsure: true }) }
  }
  const places: FreedDay[] = []
  for (let at = 0; at < slots.length; at += MAX_AT_ONCE)
    places.push(...(await Promise.all(slots.slice(at, at + MAX_AT_ONCE).map(find))))
  return places
}

function nullIfForbidden(error: unknown): null {
  if (isForbidden(error)) return null
  throw error
}
