/** Computes the day of a day pass, in Seattle time. */
import { type Day, nextDay, seattleDay, weekday } from '../../core/time.ts'
import { toInstant } from '../../core/zoned-time.ts'
import { closureOn } from '../../payments/rules/closures.ts'

/** Opening hours, from the configuration. Labour Temple has not confirmed the values yet. */
export interface OpeningHours {
  /** Seattle clock time, `'17:00'`. From then on a pass is for the next open day. */
  closesAt: string
  /** Open weekdays; 0 is Sunday. */
  openWeekdays: readonly number[]
}

function isOpen({ openWeekdays }: OpeningHours, day: Day): boolean {
  return openWeekdays.includes(weekday(day)) && closureOn(day) === null
}

function firstOpenDay(hours: OpeningHours, from: Day): Day {
  let day = from
  while (!isOpen(hours, day)) day = nextDay(day)
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
 * payment would get if the payment came after closing time of the day shown. If the day shown has become
 * a closure since, the next open day.
 */
export function cardPassDay(hours: OpeningHours, promised: Day, paidAtMs: number): Day {
  const isLate = paidAtMs >= toInstant(promised, hours.closesAt)
  return isLate ? passDayAt(hours, paidAtMs) : firstOpenDay(hours, promised)
}

/** The day of a pass paid by bank debit: the first open day after the day on which it settled. */
export function debitPassDay(hours: OpeningHours, settledAtMs: number): Day {
  return firstOpenDay(hours, nextDay(seattleDay(settledAtMs)))
}

/** Whether the pass's day is over in Seattle. */
export function hasExpired(day: Day, atMs: number): boolean {
  return day < seattleDay(atMs)
}

/** Stripe's figure for US bank debits (docs.stripe.com/payments/ach-direct-debit). */
const DEBIT_BUSINESS_DAYS = 4

/** The day of a pass whose bank debit, begun at an instant, takes as long as a debit may take. */
export function latestDebitPassDay(hours: OpeningHours, begunAtMs: number): Day {
  let day = seattleDay(begunAtMs)
  for (let left = DEBIT_BUSINESS_DAYS; left > 0; ) {
    day = nextDay(day)
    if (weekday(day) !== 0 && weekday(day) !== 6) left--
  }
  return firstOpenDay(hours, nextDay(day))
}
