/** Which rooms can be booked right now, and in which calendar each stands. */
import { events } from '../core/log.ts'
import { Refusal } from '../core/refusals.ts'
import type { BookingsHouse } from './context.ts'
import { type Room, roomOf } from './rules/rooms.ts'

/** A room with an unconfirmed setting works in the sandbox and is not sold for real money. */
export function isRoomForSale({ needs }: Room, house: BookingsHouse): boolean {
  return !house.live || !needs.some((setting) => house.unconfirmed.includes(setting))
}

/** @throws Refusal `invalid-room` */
export function roomNamed(slug: string): Room {
  const room = roomOf(slug)
  if (room?.bookable) return room
  events.invalidRoom(slug)
  throw new Refusal('invalid-room', 'room')
}

/** @throws Refusal `invalid-room`, `not-for-sale` */
export function roomForSale(slug: string, house: BookingsHouse): Room {
  const room = roomNamed(slug)
  if (!isRoomForSale(room, house)) throw new Refusal('not-for-sale', 'room')
  return room
}

/** @throws when the house has not said which calendar is the room's: nothing is known of it then. */
export function calendarOf({ calendars }: BookingsHouse, slug: string): string {
  const id = calendars[slug]
  if (id) return id
  throw new Error('no calendar is set for this room')
}
