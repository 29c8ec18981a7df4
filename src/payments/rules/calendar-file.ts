/** A calendar file (iCalendar, RFC 5545), for e-mails and for the confirmation pages. It contains no text that a customer typed. */
import { PLACE } from './place.ts'

export interface CalendarEvent {
  /** The same id in every file about one purchase, so that a calendar shows the event once. */
  uid: string
  /** ASCII, as the places where long lines are folded count characters. */
  summary: string
  /** `DTSTART` and `DTEND`, with their parameters. */
  times: readonly string[]
}

export const timed = (fromMs: number, toMs: number) => [
  `DTSTART:${utc(fromMs)}`,
  `DTEND:${utc(toMs)}`,
]

export const wholeDay = (day: string) => [`DTSTART;VALUE=DATE:${day.replace(/-/g, '')}`]

/** A day in the name of its file: `'dec-4'`. */
export function fileDay(day: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
  })
  return parts.format(Date.parse(day)).toLowerCase().replace(/\W+/g, '-')
}

/** Of a day pass: all day, because it is not for certain hours. */
export const passEvent = (paymentId: string, day: string): CalendarEvent => ({
  uid: `${paymentId}@labourtemple.com`,
  summary: 'Labour Temple: day pass',
  times: wholeDay(day),
})

/** `'20260504T160000Z'`. */
const utc = (atMs: number) => `${new Date(atMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&')

/** RFC 5545, 3.1: a line has 75 octets at most. */
const folded = (line: string) => line.replace(/.{74}(?=.)/g, '$&\r\n ')

/**
 * The file's text: one event, because several calendars read only the first of a file. `organizer` is the house's e-mail address, which RFC 5546 asks for (3.2.1, 3.2.5).
 * `cancel` takes the same event out of the calendar again.
 */
export function calendarText(
  { uid, summary, times }: CalendarEvent,
  { organizer, nowMs, cancel = false }: { organizer: string; nowMs: number; cancel?: boolean }
): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Labour Temple//Purchases//EN',
    `METHOD:${cancel ? 'CANCEL' : 'PUBLISH'}`,
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SEQUENCE:${cancel ? 1 : 0}`,
    `DTSTAMP:${utc(nowMs)}`,
    ...times,
    `SUMMARY:${escaped(summary)}`,
    `LOCATION:${escaped(PLACE)}`,
    `STATUS:${cancel ? 'CANCELLED' : 'CONFIRMED'}`,
    `ORGANIZER;CN=Labour Temple:mailto:${organizer}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n')
}
