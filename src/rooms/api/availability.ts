/** When a room can still be had: one day's times, or one month's days. */

import { messageFor, Refusal } from '../../core/refusals.ts'
import { type Day, isDay } from '../../core/time.ts'
import { busyTimesOrRefuse } from '../busy-times.ts'
import type { BookingContext } from '../context.ts'
import { requireRoom } from '../for-sale.ts'
import { closureOn } from '../rules/closures.ts'
import { availabilityOfMonth, openingsOn, rangeOf } from '../rules/openings.ts'
import type { Room } from '../rules/rooms.ts'
import { isWeekday } from '../rules/slots.ts'

/**
 * `notOf` is the attempt that asks: its own hold does not stand in its way.
 * @throws Refusal `invalid-room`, `invalid-field`, `availability-unknown`
 */
export async function dayAvailability(
  ctx: BookingContext,
  slug: string,
  date: string,
  notOf?: string
) {
  const room = requireRoom(slug)
  if (!isDay(date)) throw new Refusal('invalid-field', 'date')
  const answer = { room: slug, date }
  const nowMs = ctx.now()
  const reason = closedReason(room, date, nowMs)
  if (reason) return { ...answer, slots: [], closed: { reason } }
  const busy = await busyTimesOrRefuse(ctx, slug, rangeOf(date, date), {
    ...(notOf && { excludeAttempt: notOf }),
  })
  return { ...answer, slots: openingsOn(date, busy, room, nowMs) }
}

/** @throws Refusal `invalid-room`, `invalid-field`, `availability-unknown` */
export async function monthAvailability(
  ctx: BookingContext,
  slug: string,
  month: string,
  notOf?: string
) {
  const room = requireRoom(slug)
  if (!isDay(`${month}-01`)) throw new Refusal('invalid-field', 'month')
  const nowMs = ctx.now()
  const empty = availabilityOfMonth(month, [], room, nowMs)
  const open = Object.keys(empty).filter((day) => empty[day] === 'open')
  const [first, last] = [open[0], open.at(-1)]
  // A month in which nobody could book anything needs no look at the calendar.
  if (!first || !last) return { room: slug, month, days: empty }
  const busy = await busyTimesOrRefuse(ctx, slug, rangeOf(first, last), {
    month,
    ...(notOf && { excludeAttempt: notOf }),
  })
  return { room: slug, month, days: availabilityOfMonth(month, busy, room, nowMs) }
}

/** Why nobody could book a day, whoever else comes; `null` when it can be booked at some time. */
function closedReason(room: Room, date: Day, nowMs: number): string | null {
  if (!isWeekday(date)) return messageFor('booking-weekend')
  const closure = closureOn(date)
  if (closure) return `Rooms cannot be booked on this day: ${closure.reason}.`
  return openingsOn(date, [], room, nowMs).length === 0 ? messageFor('booking-window') : null
}
