/** Computes the day of a day pass, in Seattle time. */
import { type Day, nextDay, seattleDay, weekday } from '../../core/time.ts'
import { toInstant } from '../../core/zoned-time.ts'

/** Opening hours, from the configuration. Labour Temple has not confirmed the values yet. */
export interface OpeningHours {
  /** Seattle clock time, `'17:00'`. From then on a pass is for the next open day. */
  closesAt: string
  /** Open weekdays; 0 is Sunday. */
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
 * The day of a pass paid by card: the day shown on the page, or the day that a purchase at the time of
 * payment would get if the payment came after closing time of the day shown.
 */
export function cardPassDay(hours: OpeningHours, promised: Day, paidAtMs: number): Day {
  return paidAtMs < toInstant(promised, hours.closesAt) ? promised : passDayAt(hours, paidAtMs)
}

/** The day of a pass paid by bank debit: the first open day after the day on which it settled. */
export function debitPassDay(hours: OpeningHours, settledAtMs: number): Day {
  return firstOpenDay(hours, nextDay(seattleDay(settledAtMs)))
}

/** Whether the pass's day is over in Seattle. */
export function hasExpired(day: Day, atMs: number): boolean {
  return day < seattleDay(atMs)
}
