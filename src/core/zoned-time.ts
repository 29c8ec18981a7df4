/** Converts Seattle clock times to instants, also on the days on which the clocks change. */
import { TZDate } from '@date-fns/tz'
import { type Day, TIME_ZONE } from './time.ts'

/** The instant at which a Seattle clock shows `clock` (`'17:00'`) on a day, in milliseconds. */
export function toInstant(day: Day, clock: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  return new TZDate(year, month - 1, date, hour, minute, TIME_ZONE).getTime()
}

/**
 * The instant of a clock time without an offset (`'2026-05-04T10:00:00'`) in a time zone, in milliseconds;
 * NaN if either cannot be read.
 */
export function localInstant(dateTime: string, timeZone: string): number {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?/.exec(dateTime)
  if (!parts) return Number.NaN
  const [year = 0, month = 1, date = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0))
  return new TZDate(year, month - 1, date, hour, minute, second, timeZone).getTime()
}
