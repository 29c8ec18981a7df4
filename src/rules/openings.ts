/** What of a room is still free: the starts of a day, the days of a month, the nearest other times. */
import type { Room } from './rooms.ts'
import {
  CLOSES,
  clashes,
  type Interval,
  intervalOf,
  isInWindow,
  isOpenDay,
  MAX_HOURS,
  minutesOf,
  type Slot,
  STARTS,
} from './slots.ts'
import { type Day, houseDay, nextDay } from './time.ts'

/** A start that can be had, and for how many whole hours at most. */
export interface Opening {
  start: string
  maxHours: number
}

export type DayStanding = 'open' | 'full' | 'closed'

/** As much of a room as decides when it can be had. */
type Bookable = Pick<Room, 'minHours'>

/** How many days around a wanted one are looked through for another time. */
const SEARCH_DAYS = 7
const DAY_MS = 24 * 3600_000

/** `busy` is every use of the room that day, bookings and holds and what staff entered by hand. */
export function openings(
  day: Day,
  busy: readonly Interval[],
  room: Bookable,
  nowMs: number
): Opening[] {
  if (!isOpenDay(day)) return []
  return STARTS.flatMap((start) => {
    if (!isInWindow(intervalOf({ date: day, start, hours: 0 }).fromMs, nowMs)) return []
    const maxHours = longest(day, start, busy)
    return maxHours >= room.minHours ? [{ start, maxHours }] : []
  })
}

function longest(date: Day, start: string, busy: readonly Interval[]): number {
  const untilClose = Math.floor((minutesOf(CLOSES) - minutesOf(start)) / 60)
  for (let hours = Math.min(untilClose, MAX_HOURS); hours > 0; hours--) {
    const wanted = intervalOf({ date, start, hours })
    if (!busy.some((other) => clashes(wanted, other))) return hours
  }
  return 0
}

/**
 * Each day of a month, `'2026-05'`. Closed is what nobody could book: weekends, closures, days out of
 * the window, days whose remaining hours are too short for the room. Full is what others have taken.
 */
export function monthOf(
  month: string,
  busy: readonly Interval[],
  room: Bookable,
  nowMs: number
): Record<Day, DayStanding> {
  const days: Record<Day, DayStanding> = {}
  for (let day: Day = `${month}-01`; day.startsWith(month); day = nextDay(day)) {
    if (openings(day, [], room, nowMs).length === 0) days[day] = 'closed'
    else days[day] = openings(day, busy, room, nowMs).length > 0 ? 'open' : 'full'
  }
  return days
}

/** The days that `nearestFree` looks at, whole, so that what is busy in them can be asked for. */
export function searchRange(wanted: Slot): Interval {
  const { fromMs } = intervalOf({ ...wanted, start: '00:00', hours: 0 })
  return { fromMs: fromMs - SEARCH_DAYS * DAY_MS, toMs: fromMs + (SEARCH_DAYS + 1) * DAY_MS }
}

/**
 * Up to three other times for as many hours, the nearest first, the earlier of two as near.
 * `busy` covers `searchRange(wanted)`; `notOn` are the booking's other days.
 */
export function nearestFree(
  wanted: Slot,
  busy: readonly Interval[],
  room: Bookable,
  nowMs: number,
  notOn: readonly Day[] = []
): Slot[] {
  if (wanted.hours < room.minHours) return []
  const wantedMs = intervalOf(wanted).fromMs
  const distance = (slot: Slot) => Math.abs(intervalOf(slot).fromMs - wantedMs)
  return daysOf(searchRange(wanted))
    .filter((date) => !notOn.includes(date))
    .flatMap((date) =>
      openings(date, busy, room, nowMs)
        .filter(({ maxHours }) => maxHours >= wanted.hours)
        .map(({ start }) => ({ date, start, hours: wanted.hours }))
    )
    .filter(({ date, start }) => date !== wanted.date || start !== wanted.start)
    .map((slot) => ({ slot, far: distance(slot) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ slot }) => slot)
}

function daysOf({ fromMs, toMs }: Interval): Day[] {
  const last = houseDay(toMs - 1)
  const days: Day[] = []
  for (let day = houseDay(fromMs); day <= last; day = nextDay(day)) days.push(day)
  return days
}
