/** Days and hours of the house for tests: which days are open, when an hour begins, what staff enter. */

import { type Day, nextDay, seattleDay, TIME_ZONE } from '../../src/core/time.ts'
import { isOpenDay } from '../../src/rooms/rules/slots.ts'
import { instantOf } from '../sandbox/google/zone.ts'

export interface Slot {
  date: Day
  start: string
  hours: number
}

const DAY_MS = 24 * 3600_000

/** A Seattle clock's reading as an instant. */
export const momentOf = (date: Day, clock: string) => instantOf(`${date}T${clock}:00`, TIME_ZONE)

/** Days that are open from morning to evening, whatever the hour is now. */
export function openDays(): Day[] {
  const last = seattleDay(Date.now() + 59 * DAY_MS)
  const days: Day[] = []
  for (let day = seattleDay(Date.now() + 2 * DAY_MS); day <= last; day = nextDay(day))
    if (isOpenDay(day)) days.push(day)
  return days
}

/** Hands each open day of a room out once. */
export function daysOf() {
  const used = new Map<string, number>()
  const days = (room: string, count: number): Day[] => {
    const from = used.get(room) ?? 0
    used.set(room, from + count)
    const found = openDays().slice(from, from + count)
    if (found.length < count) throw new Error(`no more open days in ${room}`)
    return found
  }
  return { days, day: (room: string): Day => days(room, 1)[0] ?? '' }
}

export const at = (date: Day, start: string, hours = 1): Slot => ({ date, start, hours })

/** The same hour on each of the days. */
export const daily = (days: readonly Day[], start: string, hours = 1): Slot[] =>
  days.map((date) => ({ date, start, hours }))

/** `'09:30'` and 90 minutes → `'11:00'`. */
export function later(clock: string, minutes: number): string {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  const all = hour * 60 + minute + minutes
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(all / 60))}:${two(all % 60)}`
}

/** As the operations document has it: the dates, and the times in their order or once if all are alike. */
export function slotMetadata(slots: readonly Slot[]) {
  const times = slots.map(({ start, hours }) => `${start}-${later(start, hours * 60)}`)
  return {
    booking_dates: slots.map(({ date }) => date).join(','),
    booking_time: new Set(times).size === 1 ? (times[0] ?? '') : times.join(','),
  }
}

/** What staff type into Google Calendar: from one clock time to another. */
export const timed = (date: Day, from: string, to: string, more: object = {}) => ({
  summary: 'Staff',
  start: { dateTime: new Date(momentOf(date, from)).toISOString(), timeZone: TIME_ZONE },
  end: { dateTime: new Date(momentOf(date, to)).toISOString(), timeZone: TIME_ZONE },
  ...more,
})

/** Google's own pages make an all-day event Free unless somebody says Busy. */
export const allDay = (date: Day, more: object = {}) => ({
  summary: 'Closed',
  start: { date },
  end: { date: nextDay(date) },
  ...more,
})
