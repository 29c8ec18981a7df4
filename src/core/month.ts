/** Calendar months in Seattle time, `'2026-05'`: from midnight of the first day to that of the next month. */
import type { Day } from './time.ts'
import { toInstant } from './zoned-time.ts'

export type Month = string

export interface Span {
  fromMs: number
  /** Exclusive: the first millisecond after the span. */
  toMs: number
}

export function isMonth(text: string): text is Month {
  return /^20\d\d-(0[1-9]|1[0-2])$/.test(text)
}

export function spanOfMonth(month: Month): Span {
  return {
    fromMs: toInstant(`${month}-01`, '00:00'),
    toMs: toInstant(`${after(month)}-01`, '00:00'),
  }
}

/** The month before the month of `day`. */
export function monthBefore(day: Day): Month {
  return shifted(day, -1)
}

function after(month: Month): Month {
  return shifted(`${month}-01`, 1)
}

function shifted(day: Day, months: number): Month {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 7)
}
