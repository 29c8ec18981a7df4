/** The exact text of a calendar file, line by line. */
import { expect, test } from 'vitest'
import {
  type CalendarEvent,
  calendarText,
  fileDay,
  passEvent,
  timed,
  wholeDay,
} from '../../../src/payments/rules/calendar-file.ts'

const ABOUT = {
  organizer: 'team@labourtemple.example.com',
  nowMs: Date.parse('2026-05-01T09:08:07.654Z'),
}
const EVENT: CalendarEvent = {
  uid: 'pi_1@labourtemple.com',
  summary: 'Labour Temple: Salon',
  times: ['DTSTART:20260504T160000Z', 'DTEND:20260504T183000Z'],
}

test.each([
  ['published', false, 'METHOD:PUBLISH', 'SEQUENCE:0', 'STATUS:CONFIRMED'],
  ['taken back', true, 'METHOD:CANCEL', 'SEQUENCE:1', 'STATUS:CANCELLED'],
])('an event that is %s', (_, cancel, method, sequence, status) => {
  expect(calendarText(EVENT, { ...ABOUT, cancel }).split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Labour Temple//Purchases//EN',
    method,
    'BEGIN:VEVENT',
    'UID:pi_1@labourtemple.com',
    sequence,
    'DTSTAMP:20260501T090807Z',
    'DTSTART:20260504T160000Z',
    'DTEND:20260504T183000Z',
    'SUMMARY:Labour Temple: Salon',
    'LOCATION:Labour Temple\\, 2800 1st Ave\\, Seattle\\, WA 98121',
    status,
    'ORGANIZER;CN=Labour Temple:mailto:team@labourtemple.example.com',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ])
})

test('an event is published unless it is said to be cancelled', () => {
  expect(calendarText(EVENT, ABOUT)).toBe(calendarText(EVENT, { ...ABOUT, cancel: false }))
})

const summaryLines = (summary: string) => {
  const lines = calendarText({ ...EVENT, summary }, ABOUT).split('\r\n')
  return lines.slice(10, lines.indexOf('STATUS:CONFIRMED') - 1)
}

test('a comma, a semicolon and a backslash have a backslash before them, nothing else has', () => {
  expect(summaryLines('Salon; first, second \\ "third": 3')).toEqual([
    'SUMMARY:Salon\\; first\\, second \\\\ "third": 3',
  ])
})

test.each([
  ['74 characters stays whole', 66, [66]],
  ['75 characters is continued on a second', 67, [66, 1]],
  ['148 characters is continued once', 140, [66, 74]],
  ['149 characters is continued twice', 141, [66, 74, 1]],
])('a line of %s', (_, length, parts) => {
  const [first, ...others] = parts.map((part) => 'x'.repeat(part))
  expect(summaryLines('x'.repeat(length))).toEqual([
    `SUMMARY:${first}`,
    ...others.map((part) => ` ${part}`),
  ])
})

test('an event with times has its start and its end, in UTC', () => {
  const [fromMs, toMs] = ['2026-05-04T09:00:00-07:00', '2026-05-04T18:30:59.999-07:00'].map(
    Date.parse
  ) as [number, number]
  expect(timed(fromMs, toMs)).toEqual(['DTSTART:20260504T160000Z', 'DTEND:20260505T013059Z'])
})

test('an event of a whole day has its day and no end', () => {
  expect(wholeDay('2026-12-04')).toEqual(['DTSTART;VALUE=DATE:20261204'])
})

test('a day pass is an event of its whole day, with the id of its payment', () => {
  expect(passEvent('pi_1', '2026-12-04')).toEqual({
    uid: 'pi_1@labourtemple.com',
    summary: 'Labour Temple: day pass',
    times: ['DTSTART;VALUE=DATE:20261204'],
  })
})

test.each([
  ['2026-12-04', 'dec-4'],
  ['2026-05-31', 'may-31'],
  ['2027-01-01', 'jan-1'],
])('the day %s is %s in the name of a file', (day, name) => {
  expect(fileDay(day)).toBe(name)
})
