/**
 * When rooms can be booked: opening times, grid, buffer, booking window. All from the operations
 * document of the rooms, "At a glance". A slot is a date, a start and whole hours; an interval is the
 * same in milliseconds since the epoch.
 */
import { type Day, formatDay, seattleClock, seattleDay } from '../../core/time.ts'
import { toInstant } from '../../core/zoned-time.ts'
import { closureOn } from '../../payments/rules/closures.ts'
import {
  CLOSES,
  clockFromMinutes,
  formatClock,
  isWeekday,
  MIN_HOURS,
  minutesOf,
  OPENS,
  type Slot,
} from './hours.ts'

export * from './hours.ts'

/** From the first millisecond to the one after the last; since the epoch. */
export interface Interval {
  fromMs: number
  toMs: number
}

const GRID_MINUTES = 30
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Between two bookings of one room; not needed at opening or closing time. */
export const BUFFER_MS = 15 * MINUTE_MS

const LEAD_MS = 24 * HOUR_MS
const AHEAD_MS = 60 * 24 * HOUR_MS

/** All possible starts: every half hour from 08:00 to 16:00. */
export const STARTS: readonly string[] = Array.from(
  { length: (minutesOf(CLOSES) - minutesOf(OPENS) - MIN_HOURS * 60) / GRID_MINUTES + 1 },
  (_, index) => clockFromMinutes(minutesOf(OPENS) + index * GRID_MINUTES)
)

/** Adds real hours, so a slot keeps its length on days with a clock change. */
export function intervalOf({ date, start, hours }: Slot): Interval {
  const fromMs = toInstant(date, start)
  return { fromMs, toMs: fromMs + hours * HOUR_MS }
}

/** `'Monday, May 4, 2026, 9 AM to 5 PM'`, Seattle's clock; the end's day only if it is another one. */
export function formatInterval({ fromMs, toMs }: Interval): string {
  const [from, to] = [seattleDay(fromMs), seattleDay(toMs)]
  const until = formatClock(seattleClock(toMs))
  return `${formatDay(from)}, ${formatClock(seattleClock(fromMs))} to ${from === to ? until : `${formatDay(to)}, ${until}`}`
}

/** Whether two intervals in one room overlap or are closer than the buffer. */
export function overlaps(one: Interval, other: Interval): boolean {
  return one.fromMs < other.toMs + BUFFER_MS && other.fromMs < one.toMs + BUFFER_MS
}

/** Whether two intervals have a moment in common. */
export function touches(one: Interval, other: Interval): boolean {
  return one.fromMs < other.toMs && other.fromMs < one.toMs
}

/** Everything that can be booked now, the last day whole. */
export function bookableRange(nowMs: number): Interval {
  return { fromMs: nowMs, toMs: nowMs + AHEAD_MS + 24 * HOUR_MS }
}

/** Whether a start is 24 hours to 60 days ahead, both included; `nowMs` is rounded down to the minute. */
export function isInWindow(startMs: number, nowMs: number): boolean {
  const aheadMs = startMs - Math.floor(nowMs / MINUTE_MS) * MINUTE_MS
  return aheadMs >= LEAD_MS && aheadMs <= AHEAD_MS
}

/** Monday to Friday, except closures. */
export function isOpenDay(day: Day): boolean {
  return isWeekday(day) && closureOn(day) === null
}
