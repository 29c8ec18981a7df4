/** Who and what keeps others out of a room: what its calendar shows, and what its ledger knows besides. */

import type { BusyEvent } from '../clients/google/events.ts'
import { eventId } from '../core/ids.ts'
import { log } from '../core/log.ts'
import { Refusal } from '../core/refusals.ts'
import type { BookingContext } from './context.ts'
import { calendarOf } from './for-sale.ts'
import type { BusySlot } from './room-ledger.ts'
import { type Interval, overlaps } from './rules/slots.ts'

/** A booking younger than this may not show in Google's list yet. */
const SETTLED_MS = 5 * 60_000

interface Asked {
  /** The asker herself does not stand in her own way. */
  excludeAttempt?: string
  /** The calendar as it was shown for this month a moment ago is good enough. */
  month?: string
}

/**
 * All uses between two instants.
 * @throws VendorError, or another error, when the calendar cannot be read: then nothing is free.
 */
export async function busyTimes(
  ctx: BookingContext,
  room: string,
  range: Interval,
  { excludeAttempt: notOf, month }: Asked = {}
): Promise<Interval[]> {
  const calendarId = calendarOf(ctx.config, room)
  const [shown, known] = await Promise.all([
    month === undefined
      ? readCalendar(ctx, room, range)
      : readCalendarCached(ctx, room, range, month),
    ctx.room(room).busyBetween(range.fromMs, range.toMs),
  ])
  const busy = shown.filter((event) => event.busy).map(intervalOfEvent)
  const others = known.filter(({ holder }) => holder !== notOf)
  const kept = await Promise.all(
    others.map(async (use) => ({ use, gone: await wasRemovedByStaff(ctx, use, shown, calendarId) }))
  )
  for (const { use, gone } of kept) if (gone) await ctx.room(room).releaseDay(use.holder, use.date)
  return [...busy, ...kept.filter(({ gone }) => !gone).map(({ use }) => use)]
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
  const memory = ctx.calendarCache(room)
  const kept = await memory.getCached(month)
  if (kept) return kept
  const shown = await readCalendar(ctx, room, range)
  await memory.setCached(month, shown)
  return shown
}

/** Staff moved or deleted the event of a booking: the calendar is right, the ledger learns of it here. */
async function wasRemovedByStaff(
  ctx: BookingContext,
  { standing, date, ...use }: BusySlot,
  shown: readonly BusyEvent[],
  calendarId: string
): Promise<boolean> {
  if (!standing || standing.calendarId !== calendarId) return false
  if (ctx.now() - standing.sinceMs < SETTLED_MS) return false
  const id = await eventId(standing.paymentId, date)
  return !shown.some((event) => event.id === id && overlaps(intervalOfEvent(event), use))
}

export function intervalOfEvent({ startMs, endMs }: BusyEvent): Interval {
  return { fromMs: startMs, toMs: endMs }
}

/** @throws Refusal `availability-unknown`: a calendar that cannot be read is a busy one. */
export async function busyTimesOrRefuse(
  ctx: BookingContext,
  slug: string,
  range: Interval,
  asked?: Parameters<typeof busyTimes>[3]
): Promise<Interval[]> {
  try {
    return await busyTimes(ctx, slug, range, asked)
  } catch (error) {
    log.availabilityUnknown(slug, error)
    throw new Refusal('availability-unknown')
  }
}
