/** Which rooms are for sale, and the id of each room's calendar. */

import { Refusal } from '../core/refusals.ts'
import type { BookingContext, BookingsConfig } from './context.ts'
import { log } from './log.ts'
import { type Room, roomOf } from './rules/rooms.ts'

/** A room with an unconfirmed setting works in the sandbox and is not sold for real money. */
export function isRoomForSale({ requiredSettings }: Room, config: BookingsConfig): boolean {
  return (
    !config.isLiveMode || !requiredSettings.some((setting) => config.unconfirmed.includes(setting))
  )
}

/** @throws Refusal `invalid-room` */
export function requireRoom(slug: string): Room {
  const room = roomOf(slug)
  if (room?.bookable) return room
  log.invalidRoom(slug)
  throw new Refusal('invalid-room', 'room')
}

/** @throws Refusal `invalid-room`, `not-for-sale` */
export function roomForSale(slug: string, config: BookingsConfig): Room {
  const room = requireRoom(slug)
  if (!isRoomForSale(room, config)) throw new Refusal('not-for-sale', 'room')
  return room
}

/** False while nothing can be entered in the calendar, and once it could not be read for a while. */
export async function isCalendarUsable(ctx: BookingContext, slug: string): Promise<boolean> {
  const trouble = await ctx.calendarHealth(slug).calendarTrouble()
  return trouble === null || (trouble.problem === 'unreadable' && !trouble.alertedAtMs)
}

/** @throws when no calendar is configured for the room. */
export function calendarOf({ calendars }: BookingsConfig, slug: string): string {
  const id = calendars[slug]
  if (id) return id
  throw new Error('no calendar is set for this room')
}
