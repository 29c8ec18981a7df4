/** The rooms' hours as the documents have them: 8 to 5 Pacific, every 30 minutes, 15 minutes between two. */

export interface Day {
  date: string
  start: string
  hours: number
}

/** What stands in a room's calendar; `payment` is ours, or empty. */
export interface Held {
  fromMs: number
  toMs: number
  payment: string
}

const BUFFER_MS = 15 * 60_000
const HOUR_MS = 3600_000
const HOUSE = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  timeZoneName: 'longOffset',
})

/** `('2026-05-04', '09:00')` on Seattle's clock, in milliseconds since the epoch. */
export function instant(date: string, clock: string): number {
  const parts = HOUSE.formatToParts(Date.parse(`${date}T20:00:00Z`))
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return Date.parse(`${date}T${clock}:00${zone.replace('GMT', '')}`)
}

export function endOf({ start, hours }: Day): string {
  const [hour = 0, minute = 0] = start.split(':').map(Number)
  return clock(hour * 60 + minute + hours * 60)
}

const clock = (minutes: number) =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')

export function isTaken(day: Day, held: Held[]): boolean {
  const fromMs = instant(day.date, day.start) - BUFFER_MS
  const toMs = instant(day.date, day.start) + day.hours * HOUR_MS + BUFFER_MS
  return held.some((event) => event.fromMs < toMs && event.toMs > fromMs)
}

export function freeStarts(date: string, held: Held[], minHours: number) {
  const slots: { start: string; maxHours: number }[] = []
  for (let minutes = 8 * 60; minutes <= 16 * 60; minutes += 30) {
    const start = clock(minutes)
    let maxHours = Math.floor((17 * 60 - minutes) / 60)
    while (maxHours > 0 && isTaken({ date, start, hours: maxHours }, held)) maxHours -= 1
    if (maxHours >= minHours) slots.push({ start, maxHours })
  }
  return slots
}
