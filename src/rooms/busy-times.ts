/** The times at which a room is busy: events of its calendar, and holds and claims of its ledger. */

import type { BusyEvent } from '../clients/google/events.ts'
import { eventId } from '../core/ids.ts'
import { Refusal } from '../core/refusals.ts'
import type { BookingContext } from './context.ts'
import { calendarOf } from './for-sale.ts'
import { log } from './log.ts'
import type { BusySlot } from './room-ledger.ts'
import { type Interval, overlaps } from './rules/slots.ts'

/** Google's list may not show an event that is younger than this. */
const EVENT_VISIBLE_MS = 5 * 60_000

interface Options {
  /** Id of an attempt whose own hold and claim are ignored. */
  excludeAttempt?: string
  /** `YYYY-MM`: the cached calendar of this month is recent enough. */
  month?: string
}

/**
 * All busy times in a range.
 * @throws VendorError, or another error, when the calendar cannot be read.
 */
export async function busyTimes(
  ctx: BookingContext,
  room: string,
  range: Interval,
  { excludeAttempt, month }: Options = {}
): Promise<Interval[]> {
  const calendarId = calendarOf(ctx.config, room)
  const [events, known] = await Promise.all([
    month === undefined
      ? readCalendar(ctx, room, range)
      : readCalendarCached(ctx, room, range, month),
    ctx.room(room).busyBetween(range.fromMs, range.toMs),
  ])
  const busy = events.filter((event) => event.busy).map(intervalOfEvent)
  const others = known.filter(({ holder }) => holder !== excludeAttempt)
  const checked = await Promise.all(
    others.map(async (use) => ({
      use,
      gone: await wasRemovedByStaff(ctx, use, events, calendarId),
    }))
  )
  for (const { use, gone } of checked)
    if (gone) await ctx.room(room).releaseDay(use.holder, use.date)
  return [...busy, ...checked.filter(({ gone }) => !gone).map(({ use }) => use)]
}

function readCalendar(ctx: BookingContext, room: string, { fromMs, toMs }: Interval) {
  return ctx.calendar.listEvents(calendarOf(ctx.config, room), fromMs, toMs)
}

async function readCalendarCached(
  ctx: BookingContext,
  room: string,
  range: Interval,
  month: string
) {
  const cache = ctx.calendarCache(room)
  const cached = await cache.getCached(month)
  if (cached) return cached
  const events = await readCalendar(ctx, room, range)
  await cache.setCached(month, events)
  return events
}

/** Whether staff moved or deleted the event of a booking. The calendar decides then, not the ledger. */
async function wasRemovedByStaff(
  ctx: BookingContext,
  { standing, date, ...use }: BusySlot,
  events: readonly BusyEvent[],
  calendarId: string
): Promise<boolean> {
  if (!standing || standing.calendarId !== calendarId) return false
  if (ctx.now() - standing.sinceMs < EVENT_VISIBLE_MS) return false
  const id = await eventId(standing.paymentId, date)
  return !events.some((event) => event.id === id && overlaps(intervalOfEvent(event), use))
}

export function intervalOfEvent({ startMs, endMs }: BusyEvent): Interval {
  return { fromMs: startMs, toMs: endMs }
}

/** @throws Refusal `availability-unknown`: a calendar that cannot be read counts as busy. */
export async function busyTimesOrRefuse(
  ctx: BookingContext,
  slug: string,
  range: Interval,
  options?: Parameters<typeof busyTimes>[3]
): Promise<Interval[]> {
  try {
    return await busyTimes(ctx, slug, range, options)
  } catch (error) {
    log.availabilityUnknown(slug, error)
    throw new Refusal('availability-unknown')
  }
}
