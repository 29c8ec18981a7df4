/** When a room can still be booked: the times of one day, or the days of one month. */

import { messageFor, Refusal } from '../../core/refusals.ts'
import { type Day, isDay } from '../../core/time.ts'
import { closureOn } from '../../payments/rules/closures.ts'
import { busyTimesOrRefuse } from '../busy-times.ts'
import type { BookingContext } from '../context.ts'
import { requireRoom } from '../for-sale.ts'
import { availabilityOfMonth, openingsOn, rangeOf } from '../rules/openings.ts'
import type { Room } from '../rules/rooms.ts'
import { isWeekday } from '../rules/slots.ts'

/**
 * `excludeAttempt`: id of the attempt that asks; its own hold is ignored.
 * @throws Refusal `invalid-room`, `invalid-field`, `availability-unknown`
 */
export async function dayAvailability(
  ctx: BookingContext,
  slug: string,
  date: string,
  excludeAttempt?: string
) {
  const room = requireRoom(slug)
  if (!isDay(date)) throw new Refusal('invalid-field', 'date')
  const request = { room: slug, date }
  const nowMs = ctx.now()
  const reason = closedReason(room, date, nowMs)
  if (reason) return { ...request, slots: [], closed: { reason } }
  const busy = await busyTimesOrRefuse(ctx, slug, rangeOf(date, date), {
    cached: true,
    ...(excludeAttempt && { excludeAttempt }),
  })
  return { ...request, slots: openingsOn(date, busy, room, nowMs) }
}

/** @throws Refusal `invalid-room`, `invalid-field`, `availability-unknown` */
export async function monthAvailability(
  ctx: BookingContext,
  slug: string,
  month: string,
  excludeAttempt?: string
) {
  const room = requireRoom(slug)
  if (!isDay(`${month}-01`)) throw new Refusal('invalid-field', 'month')
  const nowMs = ctx.now()
  const empty = availabilityOfMonth(month, [], room, nowMs)
  const open = Object.keys(empty).filter((day) => empty[day] === 'open')
  const [first, last] = [open[0], open.at(-1)]
  // No day of the month can be booked at all, so the calendar need not be read.
  if (!first || !last) return { room: slug, month, days: empty }
  const busy = await busyTimesOrRefuse(ctx, slug, rangeOf(first, last), {
    cached: true,
    ...(excludeAttempt && { excludeAttempt }),
  })
  return { room: slug, month, days: availabilityOfMonth(month, busy, room, nowMs) }
}

/** Why a day cannot be booked even when nothing is booked on it; `null` if it can. */
function closedReason(room: Room, date: Day, nowMs: number): string | null {
  if (!isWeekday(date)) return messageFor('booking-weekend')
  const closure = closureOn(date)
  if (closure)
    return `Rooms cannot be booked on this day: ${closure.reason}. Please choose another day.`
  return openingsOn(date, [], room, nowMs).length === 0 ? messageFor('booking-window') : null
}
