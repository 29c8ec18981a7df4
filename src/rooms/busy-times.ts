/** The times at which a room is busy: events of its calendar, and holds and claims of its ledger. */

import type { Listing } from '../clients/google/calendar.ts'
import type { BusyEvent } from '../clients/google/events.ts'
import { Refusal } from '../core/refusals.ts'
import type { BookingContext } from './context.ts'
import { calendarOf } from './for-sale.ts'
import { log } from './log.ts'
import type { BusySlot } from './room-ledger.ts'
import { bookableRange, type Interval } from './rules/slots.ts'
import { followStaffEdits, intervalOfEvent } from './staff-edits.ts'

/** When the room is not free. */
export interface BusyTime extends Interval {
  /** Set if somebody is paying for it: when their hold ends, in ms since the epoch. */
  heldUntilMs?: number
}

interface Options {
  /** Id of an attempt whose own hold and claim are ignored. */
  excludeAttempt?: string
  /** What the calendar showed a minute ago is recent enough. */
  cached?: boolean
}

/**
 * All busy times in a range.
 * @throws VendorError, or another error, when the calendar cannot be read or not be written.
 */
export async function busyTimes(
  ctx: BookingContext,
  room: string,
  range: Interval,
  { excludeAttempt, cached = false }: Options = {}
): Promise<BusyTime[]> {
  const [{ events, isWritable }, known, trouble] = await Promise.all([
    cached ? readCalendarCached(ctx, room, range) : readCalendar(ctx, room, range),
    ctx.room(room).busyBetween(range.fromMs, range.toMs),
    ctx.calendarHealth(room).calendarTrouble(),
  ])
  if (!isWritable) await ctx.calendarHealth(room).reportTrouble('read-only')
  // Nothing is sold that could not be entered.
  if (!isWritable || trouble?.problem === 'read-only') throw new Error('calendar is read-only')
  const busy = events.filter((event) => event.busy).map(intervalOfEvent)
  const others = known.filter(({ holder }) => holder !== excludeAttempt)
  const uses = await Promise.all(
    others.map(async (use) =>
      use.untilMs === null ? followStaffEdits(ctx, room, use, events) : heldTime(use)
    )
  )
  return [...busy, ...uses.filter((use) => use !== null)]
}

export function heldTime({ fromMs, toMs, untilMs }: BusySlot): BusyTime {
  return { fromMs, toMs, ...(untilMs !== null && { heldUntilMs: untilMs }) }
}

async function readCalendar(ctx: BookingContext, room: string, { fromMs, toMs }: Interval) {
  try {
    return await ctx.calendar.listEvents(calendarOf(ctx.config, room), fromMs, toMs)
  } catch (error) {
    // The next sweep asks again, and alerts the team if it stays so.
    await ctx.calendarHealth(room).reportTrouble('unreadable')
    throw error
  }
}

async function readCalendarCached(
  ctx: BookingContext,
  room: string,
  range: Interval
): Promise<Listing<BusyEvent>> {
  const cache = ctx.calendarCache(room)
  const cached = await cache.ask(range)
  if (cached.state === 'known') return cached.listing
  if (cached.state === 'failed') throw new Error('calendar could not be read')
  try {
    const listing = await readCalendar(ctx, room, bookableRange(ctx.now()))
    await cache.keep(listing)
    return listing
  } catch (error) {
    await cache.keep(null)
    throw error
  }
}

/** @throws Refusal `availability-unknown`: a calendar that cannot be read counts as busy. */
export async function busyTimesOrRefuse(
  ctx: BookingContext,
  slug: string,
  range: Interval,
  options?: Parameters<typeof busyTimes>[3]
): Promise<BusyTime[]> {
  try {
    return await busyTimes(ctx, slug, range, options)
  } catch (error) {
    log.availabilityUnknown(slug, error)
    throw new Refusal('availability-unknown')
  }
}
