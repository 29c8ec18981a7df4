import { expect, test } from 'vitest'
import { toInstant } from '../../../src/core/zoned-time.ts'
import {
  availabilityOfMonth,
  nearestAlternatives,
  openingsOn,
  rangeOf,
  searchRange,
} from '../../../src/rooms/rules/openings.ts'
import { intervalOf } from '../../../src/rooms/rules/slots.ts'

const NOW = toInstant('2026-05-01', '12:00')
const MONDAY = '2026-05-04'
const one = { minHours: 1 }
const two = { minHours: 2 }
const use = (start: string, hours: number, date = MONDAY) => intervalOf({ date, start, hours })
const offered = (...busy: ReturnType<typeof use>[]) =>
  openingsOn(MONDAY, busy, one, NOW).map(({ start, maxHours }) => `${start} ${maxHours}`)

test('an empty day: from 8 for nine hours to 4 for one', () => {
  expect(offered()).toEqual([
    ...['08:00 9', '08:30 8', '09:00 8', '09:30 7', '10:00 7', '10:30 6', '11:00 6', '11:30 5'],
    ...['12:00 5', '12:30 4', '13:00 4', '13:30 3', '14:00 3', '14:30 2', '15:00 2', '15:30 1'],
    '16:00 1',
  ])
})

test('10 to 12 is taken: the buffer costs half an hour on both sides', () => {
  expect(offered(use('10:00', 2))).toEqual([
    ...['08:00 1', '08:30 1', '12:30 4', '13:00 4', '13:30 3', '14:00 3', '14:30 2', '15:00 2'],
    ...['15:30 1', '16:00 1'],
  ])
})

test('the buffer is not kept against opening and closing time', () => {
  expect(offered(use('09:30', 6))).toEqual(['08:00 1', '16:00 1'])
})

test('what staff entered off the grid counts to the minute', () => {
  const from = toInstant(MONDAY, '10:20')
  const meeting = { fromMs: from, toMs: from + 25 * 60_000 }
  expect(offered(meeting).slice(0, 4)).toEqual(['08:00 2', '08:30 1', '09:00 1', '11:00 6'])
})

test('what ends within the buffer before opening is asked for and counts', () => {
  const { fromMs, toMs } = rangeOf(MONDAY, MONDAY)
  expect([fromMs, toMs]).toEqual([toInstant(MONDAY, '07:45'), toInstant(MONDAY, '17:15')])
  expect(offered({ fromMs, toMs: fromMs + 5 * 60_000 })[0]).toBe('08:30 8')
})

test('a room with a minimum offers no shorter start', () => {
  expect(openingsOn(MONDAY, [], two, NOW).at(-1)).toEqual({ start: '15:00', maxHours: 2 })
})

test.each([
  ['a Saturday', '2026-05-09'],
  ['a closure', '2026-05-25'],
  ['today', '2026-05-01'],
  ['the day after 60 days', '2026-07-01'],
  ['long ago', '2020-05-04'],
])('%s has no openings', (_, day) => {
  expect(openingsOn(day, [], one, NOW)).toEqual([])
})

test('the first and last day of the window are cut at this minute', () => {
  const nowMs = toInstant('2026-05-11', '12:10')
  expect(openingsOn('2026-05-12', [], one, nowMs)[0]?.start).toBe('12:30')
  expect(openingsOn('2026-07-10', [], one, nowMs).at(-1)?.start).toBe('12:00')
})

test('a month: open, full, closed', () => {
  const month = availabilityOfMonth('2026-05', [use('08:00', 9)], one, NOW)
  expect(Object.keys(month)).toHaveLength(31)
  expect(month).toMatchObject({
    '2026-05-01': 'closed',
    '2026-05-02': 'closed',
    '2026-05-04': 'full',
    '2026-05-05': 'open',
    '2026-05-18': 'closed',
    '2026-05-25': 'closed',
    '2026-05-29': 'open',
  })
  expect(availabilityOfMonth('2026-07', [], one, NOW)).toMatchObject({ '2026-07-01': 'closed' })
  expect(Object.keys(availabilityOfMonth('2028-02', [], one, NOW))).toHaveLength(29)
})

test('a day with a free hour is full for a room of two hours', () => {
  const busy = [use('09:30', 6)]
  expect(availabilityOfMonth('2026-05', busy, one, NOW)[MONDAY]).toBe('open')
  expect(availabilityOfMonth('2026-05', busy, two, NOW)[MONDAY]).toBe('full')
})

test('the nearest other times: the same day first, then the same hour of the next', () => {
  const expected = { date: MONDAY, start: '10:00', hours: 2 }
  expect(nearestAlternatives(expected, [use('10:00', 2)], one, NOW)).toEqual([
    { date: MONDAY, start: '12:30', hours: 2 },
    { date: MONDAY, start: '13:00', hours: 2 },
    { date: MONDAY, start: '13:30', hours: 2 },
  ])
  expect(nearestAlternatives(expected, [use('08:00', 9)], one, NOW)).toEqual([
    { date: '2026-05-05', start: '10:00', hours: 2 },
    { date: '2026-05-05', start: '09:30', hours: 2 },
    { date: '2026-05-05', start: '10:30', hours: 2 },
  ])
})

test.each(['2026-03-06', '2026-03-09', '2026-03-13', '2026-10-30', '2026-11-06'])(
  'around a clock change the search covers whole open days: %s',
  (date) => {
    const expected = { date, start: '10:00', hours: 1 }
    const { fromMs, toMs } = searchRange(expected)
    const nowMs = toInstant(date, '12:00') - 20 * 24 * 3600_000
    // Everything in the range is busy: an alternative could only come from outside of it.
    expect(nearestAlternatives(expected, [{ fromMs, toMs }], one, nowMs)).toEqual([])
  }
)

test('nothing near is nothing; the other days of the booking are left alone', () => {
  const expected = { date: MONDAY, start: '10:00', hours: 2 }
  expect(nearestAlternatives(expected, [searchRange(expected)], one, NOW)).toEqual([])
  const busy = [use('08:00', 9)]
  expect(nearestAlternatives(expected, busy, one, NOW, ['2026-05-05'])[0]?.date).toBe('2026-05-06')
})
