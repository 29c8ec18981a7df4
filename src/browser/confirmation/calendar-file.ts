/** A calendar file (iCalendar, RFC 5545) as a link target. It contains no text that a customer typed. */
import { TIME_ZONE } from '../../core/time.ts'
import { PLACE } from '../../payments/rules/place.ts'

export interface CalendarEvent {
  /** The same id as in the file of the e-mail, so that a calendar shows the event once. */
  uid: string
  summary: string
  /** `DTSTART` and `DTEND`, with their parameters. */
  times: string[]
}

/** `'20260504T160000Z'`. */
const utc = (atMs: number) => `${new Date(atMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

const seattleOffset = (atMs: number) => {
  const shown = new Date(atMs).toLocaleString('sv-SE', { timeZone: TIME_ZONE })
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(atMs / 1000) * 1000
}

/** The instant (milliseconds) at which a Seattle clock shows `clock` (`'09:00'`). Not within an hour that a clock change repeats. */
export function seattleInstant(day: string, clock: string): number {
  const asUtc = Date.parse(`${day}T${clock}Z`)
  const guess = asUtc - seattleOffset(asUtc)
  return asUtc - seattleOffset(guess)
}

export const timed = (fromMs: number, toMs: number) => [
  `DTSTART:${utc(fromMs)}`,
  `DTEND:${utc(toMs)}`,
]

export const wholeDay = (day: string) => [`DTSTART;VALUE=DATE:${day.replace(/-/g, '')}`]

const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&')

export function calendarLink(
  events: CalendarEvent[],
  now = Date.now()
): [text: string, href: string, file: string] {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Labour Temple//Confirmation//EN',
    'METHOD:PUBLISH',
    ...events.flatMap(({ uid, summary, times }) => [
      'BEGIN:VEVENT',
      `UID:${uid}`,
      'SEQUENCE:0',
      `DTSTAMP:${utc(now)}`,
      ...times,
      `SUMMARY:${escaped(summary)}`,
      `LOCATION:${escaped(PLACE)}`,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ]
  const href = `data:text/calendar;charset=utf-8,${encodeURIComponent(lines.join('\r\n'))}`
  return ['Add it to your calendar (.ics)', href, 'labour-temple.ics']
}
