/** What is still free in a room: the starts of a day, the days of a month, the nearest alternatives. */
import { type Day, nextDay } from '../../core/time.ts'
import { toInstant } from '../../core/zoned-time.ts'
import type { Room } from './rooms.ts'
import {
  BUFFER_MS,
  CLOSES,
  type Interval,
  isInWindow,
  isOpenDay,
  MAX_HOURS,
  minutesOf,
  OPENS,
  overlaps,
  type Slot,
  STARTS,
} from './slots.ts'

/** A free start, and the maximum number of whole hours from there. */
export interface Opening {
  start: string
  maxHours: number
}

export type DayAvailability = 'open' | 'full' | 'closed'

/** The part of a room that availability depends on. */
type Bookable = Pick<Room, 'minHours'>

/** Alternatives are searched this many days before and after the wanted day. */
const SEARCH_DAYS = 7
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** `busy`: all busy times in `rangeOf(day, day)`: bookings, holds, and events of staff. */
export function openingsOn(
  day: Day,
  busy: readonly Interval[],
  room: Bookable,
  nowMs: number
): Opening[] {
  if (!isOpenDay(day)) return []
  // Clocks change before opening time, so daylight saving does not affect the open hours.
  const opensMs = toInstant(day, OPENS)
  return STARTS.flatMap((start) => {
    const fromMs = opensMs + (minutesOf(start) - minutesOf(OPENS)) * MINUTE_MS
    if (!isInWindow(fromMs, nowMs)) return []
    const maxHours = maxHoursFrom(start, fromMs, busy)
    return maxHours >= room.minHours ? [{ start, maxHours }] : []
  })
}

function maxHoursFrom(start: string, fromMs: number, busy: readonly Interval[]): number {
  const untilClose = Math.floor((minutesOf(CLOSES) - minutesOf(start)) / 60)
  for (let hours = Math.min(untilClose, MAX_HOURS); hours > 0; hours--) {
    const wanted = { fromMs, toMs: fromMs + hours * 60 * MINUTE_MS }
    if (!busy.some((other) => overlaps(wanted, other))) return hours
  }
  return 0
}

/**
 * Each day of a month, `'2026-05'`, which must be valid. `closed`: cannot be booked at all (weekends,
 * closures, days outside the window, too few hours left for the room). `full`: taken by others.
 */
export function availabilityOfMonth(
  month: string,
  busy: readonly Interval[],
  room: Bookable,
  nowMs: number
): Record<Day, DayAvailability> {
  const days: Record<Day, DayAvailability> = {}
  for (let day: Day = `${month}-01`; day.startsWith(month); day = nextDay(day)) {
    const isFree = (others: readonly Interval[]) => openingsOn(day, others, room, nowMs).length > 0
    days[day] = isFree(busy) ? 'open' : isFree([]) ? 'full' : 'closed'
  }
  return days
}

/** The range to read for the days from `first` to `last`: open hours and the buffer. */
export function rangeOf(first: Day, last: Day): Interval {
  return {
    fromMs: toInstant(first, OPENS) - BUFFER_MS,
    toMs: toInstant(last, CLOSES) + BUFFER_MS,
  }
}

/** The range for the days that `nearestAlternatives` searches. */
export function searchRange({ date }: Pick<Slot, 'date'>): Interval {
  const days = daysAround(date)
  return rangeOf(days[0] ?? date, days.at(-1) ?? date)
}

/**
 * Up to three other times with the same number of hours. Nearer days come first, then nearer times of
 * a day; of two at the same distance the earlier comes first.
 * `busy` must cover `searchRange(wanted)`; `notOn`: the booking's other days.
 */
export function nearestAlternatives(
  wanted: Slot,
  busy: readonly Interval[],
  room: Bookable,
  nowMs: number,
  notOn: readonly Day[] = []
): Slot[] {
  if (wanted.hours < room.minHours) return []
  return daysAround(wanted.date)
    .filter((date) => !notOn.includes(date))
    .flatMap((date) =>
      openingsOn(date, busy, room, nowMs)
        .filter(({ maxHours }) => maxHours >= wanted.hours)
        .map(({ start }) => ({ date, start, hours: wanted.hours }))
    )
    .filter(({ date, start }) => date !== wanted.date || start !== wanted.start)
    .map((slot) => ({ slot, far: distance(slot, wanted) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ slot }) => slot)
}

/** In minutes. One day counts more than any difference within a day. */
function distance(one: Slot, other: Slot): number {
  const days = Math.abs(Date.parse(one.date) - Date.parse(other.date)) / DAY_MS
  return days * 24 * 60 + Math.abs(minutesOf(one.start) - minutesOf(other.start))
}

function daysAround(day: Day): Day[] {
  const firstMs = Date.parse(`${day}T00:00:00Z`) - SEARCH_DAYS * DAY_MS
  return Array.from({ length: 2 * SEARCH_DAYS + 1 }, (_, index) =>
    new Date(firstMs + index * DAY_MS).toISOString().slice(0, 10)
  )
}
