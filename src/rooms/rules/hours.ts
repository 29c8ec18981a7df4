/** Opening times and clock times. Needs no time zone data, so browser scripts can use it. */
import { type Day, formatDay, weekday } from '../../core/time.ts'

/** One day of a booking: `{ date: '2026-05-04', start: '09:00', hours: 2 }`, Seattle's clock. */
export interface Slot {
  date: Day
  start: string
  hours: number
}

export const OPENS = '08:00'
export const CLOSES = '17:00'
export const MIN_HOURS = 1
export const MAX_HOURS = 9
export const MAX_DAYS = 10

/** `'09:30'` → 570. */
export function minutesOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  return hour * 60 + minute
}

/** 570 → `'09:30'`. */
export function clockFromMinutes(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** `'09:30'` → `'9:30 AM'`. */
export function formatClock(clock: string): string {
  const minutes = minutesOf(clock)
  const hour = Math.floor(minutes / 60)
  const past = minutes % 60 === 0 ? '' : `:${clock.slice(3)}`
  return `${hour % 12 || 12}${past} ${hour < 12 ? 'AM' : 'PM'}`
}

/** The clock time at which a slot ends. */
export function endOf({ start, hours }: Pick<Slot, 'start' | 'hours'>): string {
  return clockFromMinutes(minutesOf(start) + hours * 60)
}

/** `'Monday, May 4, 2026, 9 AM to 5 PM'`, Seattle's clock. */
export function formatSlot(slot: Slot): string {
  const { date, start } = slot
  return `${formatDay(date)}, ${formatClock(start)} to ${formatClock(endOf(slot))}`
}

export function isWeekday(day: Day): boolean {
  return weekday(day) >= 1 && weekday(day) <= 5
}
