/** When a membership is billed: the 1st of the month in Seattle for pro-rated plans. */
import { type Day, previousDay, seattleDay } from '../../core/time.ts'

/**
 * 08:00 UTC is midnight in Seattle in winter and 01:00 in summer, so never the day before. An anchor is
 * a fixed UTC time: one at 07:00 would renew on the last day of the month in winter.
 */
const ANCHOR_HOUR_UTC = 8

/** One month later in UTC, as Stripe counts; in a shorter month at most its last day. */
export function oneMonthAfter(atMs: number): number {
  return monthsAfter(atMs, 1)
}

/** Start of the full billing period that ends at an anchor. */
export function oneMonthBefore(atMs: number): number {
  return monthsAfter(atMs, -1)
}

/** Calendar months later in UTC; in a shorter month at most its last day. */
export function monthsAfter(atMs: number, months: number): number {
  const at = new Date(atMs)
  const target = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1)
  const last = new Date(
    Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months + 1, 0)
  ).getUTCDate()
  const timeOfDay = atMs - Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate())
  return target + (Math.min(at.getUTCDate(), last) - 1) * 24 * 3600_000 + timeOfDay
}

/**
 * The anchor of a pro-rated plan joined at an instant: the 1st of next month by Seattle's calendar,
 * or a month from now if that is earlier, because Stripe refuses an anchor past the natural date.
 * Whole seconds, as Stripe counts.
 */
export function anchorFor(atMs: number): number {
  const [year = 0, month = 1] = seattleDay(atMs).split('-').map(Number)
  const first = Date.UTC(year, month, 1, ANCHOR_HOUR_UTC)
  return Math.floor(Math.min(first, oneMonthAfter(atMs)) / 1000) * 1000
}

/**
 * The last day of a membership whose subscription ended at an instant: that day, or the day before if
 * it ended with its period, because the next period would have begun then.
 */
export function lastDayOf(endedMs: number, periodEndMs: number | null): Day {
  const day = seattleDay(endedMs)
  return periodEndMs !== null && endedMs >= periodEndMs ? previousDay(day) : day
}

/** The day of the first renewal, in Seattle; `anchorMs` is `null` for a plan billed from today. */
export function renewalDay(atMs: number, anchorMs: number | null): Day {
  return seattleDay(anchorMs ?? oneMonthAfter(atMs))
}
