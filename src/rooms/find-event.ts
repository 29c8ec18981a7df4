/** Where the event of a booked day stands: staff may have moved it to other hours or to another room. */
import type { BookedEvent } from '../clients/google/events.ts'
import { eventId } from '../core/ids.ts'
import { VendorError } from '../core/vendor-error.ts'
import type { BookingContext } from './context.ts'
import { calendarOf } from './for-sale.ts'

export interface FoundEvent extends BookedEvent {
  /** The slug of the room in whose calendar it stands. */
  room: string
}

/**
 * Looks in the calendar of the booked room first, then in all others. `null` if it stands in none.
 * @throws VendorError when a calendar cannot be asked; with 403 when one that may not be read is left,
 * and the event stands in none of the others
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
  let refusal: unknown = null
  for (const slug of [room, ...others]) {
    try {
      const found = await lookIn(slug)
      if (found) return found
    } catch (error) {
      if (!isForbidden(error)) throw error
      refusal = error
    }
  }
  if (refusal) throw refusal
  return null
}

/** The calendar is shared with us no longer, or not for this. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof VendorError && error.status === 403
