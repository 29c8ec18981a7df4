/**
 * The days on which Labour Temple is assumed to be closed: US federal holidays, Washington's Friday
 * after Thanksgiving, and British Columbia's statutory holidays. The operations document of the rooms
 * asks about a "Canadian holiday" in Seattle without an answer, so the whole list is unconfirmed. Until
 * it is confirmed, no room is sold on any of these days, and no day pass is for one of them. Delete a line
 * that does not apply.
 */
import { type Day, weekday } from '../../core/time.ts'

/** The setting that stays in UNCONFIRMED until Labour Temple has said which of these days apply. */
export const CLOSURES_SETTING = 'CLOSURES'

/** The date of this list; later laws are not included. */
export const CLOSURES_AS_OF: Day = '2026-11-21'

/** On a weekend: US days move to the nearest workday, Canada Day only from Sunday to Monday. */
type Shift = 'nearest' | 'sunday-only' | 'none'

type When =
  | { on: string; shift: Shift }
  /** The first such weekday (0 is Sunday) on or after `from`; `plus` days later. */
  | { weekday: number; from: string; plus?: number }
  | { easterPlus: number }

interface Rule {
  name: string
  when: When
}

/** Days are `MM-DD`. */
const RULES: readonly Rule[] = [
  // US federal: 5 U.S.C. 6103, with its shift; Washington's RCW 1.16.050 adds the Friday.
  { name: 'New Year’s Day', when: { on: '01-01', shift: 'nearest' } },
  { name: 'Martin Luther King Jr. Day', when: { weekday: 1, from: '01-15' } },
  { name: 'Presidents’ Day', when: { weekday: 1, from: '02-15' } },
  { name: 'Memorial Day', when: { weekday: 1, from: '05-25' } },
  { name: 'Juneteenth', when: { on: '06-19', shift: 'nearest' } },
  { name: 'Independence Day', when: { on: '07-04', shift: 'nearest' } },
  { name: 'Labor Day', when: { weekday: 1, from: '09-01' } },
  { name: 'Columbus Day', when: { weekday: 1, from: '10-08' } },
  { name: 'Veterans Day', when: { on: '11-11', shift: 'nearest' } },
  { name: 'Thanksgiving', when: { weekday: 4, from: '11-22' } },
  { name: 'Native American Heritage Day', when: { weekday: 4, from: '11-22', plus: 1 } },
  { name: 'Christmas Day', when: { on: '12-25', shift: 'nearest' } },
  // British Columbia's Employment Standards Act; holidays already listed above are not repeated.
  { name: 'Family Day', when: { weekday: 1, from: '02-15' } },
  { name: 'Good Friday', when: { easterPlus: -2 } },
  { name: 'Victoria Day', when: { weekday: 1, from: '05-18' } },
  { name: 'Canada Day', when: { on: '07-01', shift: 'sunday-only' } },
  { name: 'British Columbia Day', when: { weekday: 1, from: '08-01' } },
  { name: 'National Day for Truth and Reconciliation', when: { on: '09-30', shift: 'none' } },
  { name: 'Canadian Thanksgiving', when: { weekday: 1, from: '10-08' } },
  { name: 'Remembrance Day', when: { on: '11-11', shift: 'none' } },
]

export interface Closure {
  day: Day
  /** The names of all holidays on that day: `'Presidents’ Day, Family Day'`. */
  reason: string
}

/** Why a day is a closure; `null` if it is none. Weekends are not closures. */
export function closureOn(day: Day): { reason: string } | null {
  const year = Number(day.slice(0, 4))
  // Years outside this range cannot be booked, and the next year must still have four digits.
  if (year < 1000 || year > 9998) return null
  const found = closuresIn(year).find((closure) => closure.day === day)
  return found ? { reason: found.reason } : null
}

/** All closures of a calendar year in order: each holiday and the day on which it is observed. */
export function closuresIn(year: number): Closure[] {
  // Next year's New Year's Day may be observed on this year's last day.
  const all = [year, year + 1]
    .flatMap((of) => RULES.flatMap((rule) => datesOf(rule, of)))
    .filter(({ day }) => day.startsWith(`${year}-`))
  const days = [...new Set(all.map(({ day }) => day))].sort()
  return days.map((day) => ({
    day,
    reason: all
      .filter((closure) => closure.day === day)
      .map(({ reason }) => reason)
      .join(', '),
  }))
}

function datesOf({ name, when }: Rule, year: number): Closure[] {
  if ('easterPlus' in when)
    return [{ day: daysAfter(easterSunday(year), when.easterPlus), reason: name }]
  if ('weekday' in when) {
    const from = `${year}-${when.from}`
    const ahead = (when.weekday - weekday(from) + 7) % 7
    return [{ day: daysAfter(from, ahead + (when.plus ?? 0)), reason: name }]
  }
  const day = `${year}-${when.on}`
  const moved = daysAfter(day, shiftOf(when.shift, weekday(day)))
  return [
    { day, reason: name },
    ...(moved === day ? [] : [{ day: moved, reason: `${name} (observed)` }]),
  ]
}

/** By how many days a holiday on this weekday (0 is Sunday) moves. */
function shiftOf(shift: Shift, on: number): number {
  if (on === 0) return shift === 'none' ? 0 : 1
  return on === 6 && shift === 'nearest' ? -1 : 0
}

function daysAfter(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * 3600_000).toISOString().slice(0, 10)
}

/** The Gregorian computus of Meeus, Jones and Butcher ("Astronomical Algorithms", chapter 8). */
function easterSunday(year: number): Day {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const ofCentury = year % 100
  const skipped = Math.floor(century / 4)
  const drift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const moon = (19 * golden + century - skipped - drift + 15) % 30
  const sunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - moon - (ofCentury % 4)) % 7
  const late = Math.floor((golden + 11 * moon + 22 * sunday) / 451)
  return daysAfter(`${year}-03-22`, moon + sunday - 7 * late)
}
