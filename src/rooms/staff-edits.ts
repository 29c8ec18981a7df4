/** What staff did by hand to the events of paid bookings. The calendar decides then, not the ledger. */
import type { BookedEvent, BusyEvent } from '../clients/google/events.ts'
import { eventId } from '../core/ids.ts'
import type { BookingContext } from './context.ts'
import { calendarOf } from './for-sale.ts'
import type { BusySlot } from './room-ledger.ts'
import type { Interval } from './rules/slots.ts'

/** Google's list may not show an event that is younger than this. */
const EVENT_VISIBLE_MS = 5 * 60_000

export function intervalOfEvent({ startMs, endMs }: BusyEvent | BookedEvent): Interval {
  return { fromMs: startMs, toMs: endMs }
}

/**
 * When one day of the ledger is in use: as the ledger says, or where its event stands in the calendar,
 * or not at all (`null`) if staff deleted it. The ledger learns what staff changed.
 * `events`: everything that the calendar shows around the day.
 */
export async function followStaffEdits(
  ctx: BookingContext,
  room: string,
  use: BusySlot,
  events: readonly BusyEvent[]
): Promise<Interval | null> {
  const { standing, holder, date } = use
  const calendarId = calendarOf(ctx.config, room)
  if (!standing || standing.calendarId !== calendarId) return use
  if (ctx.now() - standing.sinceMs < EVENT_VISIBLE_MS) return use
  const id = await eventId(standing.paymentId, date)
  const shown = events.find((event) => event.id === id)
  if (shown && isSame(intervalOfEvent(shown), use)) return use
  // The list may be a minute old, or the event may stand on another day, so ask for the event itself.
  const event = await ctx.calendar.getEvent(calendarId, id).catch(() => 'unknown' as const)
  if (event === 'unknown') return use
  if (event === null) {
    await ctx.room(room).removeDay(holder, date)
    return null
  }
  const interval = intervalOfEvent(event)
  if (!isSame(interval, use)) await ctx.room(room).moveDay(holder, date, interval)
  return interval
}

const isSame = (one: Interval, other: Interval) =>
  one.fromMs === other.fromMs && one.toMs === other.toMs
