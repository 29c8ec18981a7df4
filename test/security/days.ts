/** Days to book a room on, or not to, counted from today in Seattle. */

import { type Day, nextDay, seattleDay, weekday } from '../../src/core/time.ts'
import { closureOn } from '../../src/payments/rules/closures.ts'

export function daysFromNow(days: number): Day {
  let day = seattleDay(Date.now())
  for (let nth = 0; nth < days; nth += 1) day = nextDay(day)
  return day
}

const isOpen = (day: Day) => ![0, 6].includes(weekday(day)) && !closureOn(day)

/** The nth day from three days on that the house is open. */
export function bookableDay(nth = 0): Day {
  return bookableDays(nth + 1)[nth] ?? ''
}

export function bookableDays(count: number): Day[] {
  const all = Array.from({ length: 60 }, (_, days) => daysFromNow(days + 3))
  return all.filter(isOpen).slice(0, count)
}

export const nextSaturday = (): Day =>
  Array.from({ length: 14 }, (_, days) => daysFromNow(days + 3)).find(
    (day) => weekday(day) === 6
  ) ?? ''
