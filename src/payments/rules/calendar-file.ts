/** A calendar file (iCalendar, RFC 5545), for e-mails and for the confirmation pages. It contains no text that a customer typed. */
import { PLACE } from './place.ts'

export interface CalendarEvent {
  /** The same id in every file about one purchase, so that a calendar shows the event once. */
  uid: string
  /** At most 60 characters, because lines are not folded. */
  summary: string
  /** `DTSTART` and `DTEND`, with their parameters. */
  times: readonly string[]
}

export const timed = (fromMs: number, toMs: number) => [
  `DTSTART:${utc(fromMs)}`,
  `DTEND:${utc(toMs)}`,
]

export const wholeDay = (day: string) => [`DTSTART;VALUE=DATE:${day.replace(/-/g, '')}`]

/** Of a day pass: all day, because it is not for certain hours. */
export const passEvent = (paymentId: string, day: string): CalendarEvent => ({
  uid: `${paymentId}@labourtemple.com`,
  summary: 'Labour Temple: day pass',
  times: wholeDay(day),
})

/** `'20260504T160000Z'`. */
const utc = (atMs: number) => `${new Date(atMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&')

/**
 * The file's text. `organizer` is the house's e-mail address, which RFC 5546 asks for (3.2.1, 3.2.5).
 * `cancel` takes the same events out of the calendar again.
 */
export function calendarText(
  events: readonly CalendarEvent[],
  { organizer, nowMs, cancel = false }: { organizer: string; nowMs: number; cancel?: boolean }
): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Labour Temple//Purchases//EN',
    `METHOD:${cancel ? 'CANCEL' : 'PUBLISH'}`,
    ...events.flatMap(({ uid, summary, times }) => [
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
    ]),
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}
