/** Converts clock times to instants, also on the days on which the clocks change. */
import { TZDate } from '@date-fns/tz'
import { type Day, TIME_ZONE } from './time.ts'

/**
 * The instant at which a clock shows `clock` (`'17:00'`) on a day, in milliseconds: a Seattle clock
 * unless another zone is named. `NaN` for a zone that does not exist.
 */
export function toInstant(day: Day, clock: string, zone: string = TIME_ZONE): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  return new TZDate(year, month - 1, date, hour, minute, zone).getTime()
}
