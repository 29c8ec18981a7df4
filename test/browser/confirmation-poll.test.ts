/** How often a confirmation page asks, and the calendar file that it offers. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { calendarLink, seattleInstant } from '../../src/browser/confirmation/calendar-file.ts'
import { poll } from '../../src/browser/confirmation/poll.ts'
import { toInstant } from '../../src/core/zoned-time.ts'
import { fileDay, passEvent, timed } from '../../src/payments/rules/calendar-file.ts'
import { readCalendarFile } from '../support/calendar-file.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('it asks until the outcome is known, and no more', async () => {
  const answers = [false, false, true]
  const ask = vi.fn(async () => answers.shift() ?? false)
  const giveUp = vi.fn()
  const done = poll(ask, giveUp)
  await vi.runAllTimersAsync()
  await done
  expect([ask.mock.calls.length, giveUp.mock.calls.length]).toEqual([3, 0])
})

test('it asks 20 times at most, failed requests included, and then says so', async () => {
  let count = 0
  const ask = vi.fn(async () => {
    count += 1
    if (count % 2) throw new Error('no connection')
    return false
  })
  const giveUp = vi.fn()
  const done = poll(ask, giveUp)
  await vi.runAllTimersAsync()
  await done
  expect([ask.mock.calls.length, giveUp.mock.calls.length]).toEqual([20, 1])
})

test.each([
  ['2026-07-15', '09:00'],
  ['2026-12-02', '16:30'],
  ['2026-03-09', '08:00'],
  ['2026-11-02', '08:00'],
])('%s at %s in Seattle is the instant that the Worker reckons with', (day, clock) => {
  expect(seattleInstant(day, clock)).toBe(toInstant(day, clock))
})

const organizer = 'admin@labourtemple.com'
const nowMs = Date.parse('2026-11-29T10:00:00Z')
const contentOf = (href: string) => decodeURIComponent(href.split(',')[1] ?? '')

test('the calendar file of a pass is its whole day, under the name that the e-mail gives it', () => {
  const event = passEvent('pi_2', '2026-12-03')
  const [text, href, name] = calendarLink(event, { file: 'day-pass', organizer }, nowMs)
  expect([text, name]).toEqual(['Add it to your calendar (.ics)', 'labour-temple-day-pass.ics'])
  expect(readCalendarFile(contentOf(href))).toMatchObject({ uid: event.uid, isWholeDay: true })
  expect(href).toContain('20261203')
})

test('the calendar file names day, hours and place', () => {
  const [text, href, name] = calendarLink(
    {
      uid: 'pi_1-1@labourtemple.com',
      summary: 'Labour Temple: Slinky',
      times: timed(toInstant('2026-12-02', '09:00'), toInstant('2026-12-02', '11:00')),
    },
    { file: `booking-${fileDay('2026-12-02')}`, organizer, what: 'Wednesday, December 2' },
    nowMs
  )
  expect(text).toBe('Add Wednesday, December 2 to your calendar (.ics)')
  expect(name).toBe('labour-temple-booking-dec-2.ics')
  const file = contentOf(href)
  readCalendarFile(file)
  expect(file.split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Labour Temple//Purchases//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    'UID:pi_1-1@labourtemple.com',
    'SEQUENCE:0',
    'DTSTAMP:20261129T100000Z',
    'DTSTART:20261202T170000Z',
    'DTEND:20261202T190000Z',
    'SUMMARY:Labour Temple: Slinky',
    'LOCATION:Labour Temple\\, 2800 1st Ave\\, Seattle\\, WA 98121',
    'STATUS:CONFIRMED',
    'ORGANIZER;CN=Labour Temple:mailto:admin@labourtemple.com',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ])
})
