/** Labels for rooms, days and times, in the form that staff use. */
import type { Wire } from '../state.ts'

/** `board-room`: Board Room. */
export const roomName = (slug: string): string =>
  slug
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ')

/** At noon UTC it is the same day in every zone that matters. */
const noon = (day: string) => Date.parse(`${day}T12:00:00Z`)

const WITH_WEEKDAY = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  weekday: 'short',
  month: 'short',
  day: 'numeric',
})

/** Mon, May 4. Anything else is returned unchanged. */
export const dayWords = (day: string): string =>
  Number.isNaN(noon(day)) ? day : WITH_WEEKDAY.format(noon(day))

export const shiftDay = (day: string, days: number): string =>
  new Date(noon(day) + days * 24 * 3600_000).toISOString().slice(0, 10)

/** The Monday of the day's week. */
export const mondayOf = (day: string): string =>
  shiftDay(day, -((new Date(noon(day)).getUTCDay() + 6) % 7))

/** Board Room: Mon, May 4, 09:00-11:00 and Tue, May 5, 09:00-11:00. Null for what is no booking. */
export function bookingWords({ room, booking_dates, booking_time }: NonNullable<Wire['metadata']>) {
  if (!room || !booking_dates) return null
  const times = (booking_time ?? '').split(',')
  const days = booking_dates.split(',').map((day, place) => {
    return [dayWords(day), times[place] ?? times[0]].filter(Boolean).join(', ')
  })
  return `${roomName(room)}: ${new Intl.ListFormat('en-US').format(days)}`
}
