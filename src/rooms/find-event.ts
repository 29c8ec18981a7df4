/** Where the event of a booked day stands: staff may have moved it to other hours or to another room. */
import type { BookedEvent } from '../clients/google/events.ts'
import { eventId } from '../core/ids.ts'
import type { BookingContext } from './context.ts'
import { calendarOf } from './for-sale.ts'

export interface FoundEvent extends BookedEvent {
  /** The slug of the room in whose calendar it stands. */
  room: string
}

/**
 * Looks in the calendar of the booked room first, then in all others. `null` if it stands in none.
 * @throws VendorError when a calendar cannot be asked
 */
export async function findEvent(
  ctx: BookingContext,
  room: string,
  paymentId: string,
  date: string
): Promise<FoundEvent | null> {
  const id = await eventId(paymentId, date)
  const lookIn = async (slug: string): Promise<FoundEvent | null> => {
    const event = await ctx.calendar.getEvent(calendarOf(ctx.config, slug), id)
    return event && { ...event, room: slug }
  }
  // One after the other: it is seldom that there is more than one to ask.
  const others = Object.keys(ctx.config.calendars).filter((slug) => slug !== room)
  for (const slug of [room, ...others]) {
    const found = await lookIn(slug)
    if (found) return found
  }
  return null
}
