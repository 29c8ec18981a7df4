/** Which day a day pass is for: the house's day in Seattle, or the next on which it is open. */
import { type Day, nextDay, seattleDay, weekday } from '../../core/time.ts'
import { toInstant } from '../../core/zoned-time.ts'

/** When the house is open; the values are configuration and still unconfirmed by the house. */
export interface OpeningHours {
  /** A Seattle clock time, `'17:00'`: from this minute on a pass is for the next open day. */
  closesAt: string
  /** Weekdays on which the house is open; 0 is Sunday. */
  openWeekdays: readonly number[]
}

function firstOpenDay(hours: OpeningHours, from: Day): Day {
  let day = from
  while (!hours.openWeekdays.includes(weekday(day))) day = nextDay(day)
  return day
}

/** The day of a pass bought at an instant: today until closing time, else the next open day. */
export function passDayAt(hours: OpeningHours, atMs: number): Day {
  const today = seattleDay(atMs)
  const closed = atMs >= toInstant(today, hours.closesAt)
  return firstOpenDay(hours, closed ? nextDay(today) : today)
}

/**
 * The day of a pass paid by card: the day she was promised, unless her payment came after that
 * day's close; then the payment's own day counts.
 */
export function cardPassDay(hours: OpeningHours, promised: Day, paidAtMs: number): Day {
  return paidAtMs < toInstant(promised, hours.closesAt) ? promised : passDayAt(hours, paidAtMs)
}

/** The day of a pass paid by bank debit, which settles days later: the next open day, never today. */
export function debitPassDay(hours: OpeningHours, settledAtMs: number): Day {
  return firstOpenDay(hours, nextDay(seattleDay(settledAtMs)))
}

/** A pass whose day is over in Seattle opens no door any more. */
export function hasExpired(day: Day, atMs: number): boolean {
  return day < seattleDay(atMs)
}
