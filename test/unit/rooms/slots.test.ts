import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toInstant } from '../../../src/core/zoned-time.ts'
import {
  clockFromMinutes,
  endOf,
  formatClock,
  intervalOf,
  isInWindow,
  isOpenDay,
  minutesOf,
  overlaps,
  STARTS,
} from '../../../src/rooms/rules/slots.ts'

const iso = (ms: number) => new Date(ms).toISOString()
const slot = (date: string, start: string, hours: number) => ({ date, start, hours })

test('the grid: every half hour at which one hour still fits', () => {
  expect(STARTS).toHaveLength(17)
  expect([STARTS[0], STARTS[1], STARTS.at(-1)]).toEqual(['08:00', '08:30', '16:00'])
})

test('clocks in minutes and in words', () => {
  expect(STARTS.map(minutesOf).map(clockFromMinutes)).toEqual(STARTS)
  expect(endOf({ start: '09:30', hours: 7 })).toBe('16:30')
  expect(['08:00', '09:30', '12:00', '12:30', '17:00'].map(formatClock)).toEqual([
    '8 AM',
    '9:30 AM',
    '12 PM',
    '12:30 PM',
    '5 PM',
  ])
})

test.each([
  ['winter', '2026-01-14', '2026-01-14T17:00:00.000Z'],
  ['summer', '2026-07-15', '2026-07-15T16:00:00.000Z'],
  ['the Friday before the clocks go forward', '2026-03-06', '2026-03-06T17:00:00.000Z'],
  ['the Sunday they go forward', '2026-03-08', '2026-03-08T16:00:00.000Z'],
  ['the Monday after', '2026-03-09', '2026-03-09T16:00:00.000Z'],
  ['the Friday before the clocks go back', '2026-10-30', '2026-10-30T16:00:00.000Z'],
  ['the Sunday they go back', '2026-11-01', '2026-11-01T17:00:00.000Z'],
  ['the Monday after', '2026-11-02', '2026-11-02T17:00:00.000Z'],
])('09:00 for two hours in %s', (_, date, from) => {
  const { fromMs, toMs } = intervalOf(slot(date, '09:00', 2))
  expect(iso(fromMs)).toBe(from)
  expect(toMs - fromMs).toBe(2 * 3600_000)
  expect(toMs).toBe(toInstant(date, '11:00'))
})

test.each([
  ['back to back', '11:00', true],
  ['half an hour later', '11:30', false],
  ['in the middle', '10:00', true],
  ['ending as it begins', '08:00', true],
])('9 to 11 and an hour %s', (_, start, expected) => {
  const one = intervalOf(slot('2026-05-04', '09:00', 2))
  const other = intervalOf(slot('2026-05-04', start, 1))
  expect([overlaps(one, other), overlaps(other, one)]).toEqual([expected, expected])
})

test('exactly fifteen minutes between two uses are enough, a millisecond less is not', () => {
  const one = intervalOf(slot('2026-05-04', '09:00', 2))
  const after = (ms: number) => ({ fromMs: one.toMs + ms, toMs: one.toMs + ms + 3600_000 })
  expect(overlaps(one, after(15 * 60_000))).toBe(false)
  expect(overlaps(one, after(15 * 60_000 - 1))).toBe(true)
})

test('clashing is mutual, and everything overlaps with itself', () => {
  const interval = fc
    .tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 540 }))
    .map(([from, long]) => ({ fromMs: from * 60_000, toMs: (from + long) * 60_000 }))
  fc.assert(
    fc.property(interval, interval, (one, other) => {
      expect(overlaps(one, one)).toBe(true)
      expect(overlaps(one, other)).toBe(overlaps(other, one))
      const gapMs = Math.max(one.fromMs - other.toMs, other.fromMs - one.toMs)
      expect(overlaps(one, other)).toBe(gapMs < 15 * 60_000)
    })
  )
})

test.each([
  ['24 hours ahead', '2026-05-04', '09:00:00', '2026-05-05', true],
  ['24 hours ahead, the seconds of now left out', '2026-05-04', '09:00:59', '2026-05-05', true],
  ['a minute less', '2026-05-04', '09:01:00', '2026-05-05', false],
  ['60 days ahead', '2026-05-04', '09:00:00', '2026-07-03', true],
  ['60 days and a minute', '2026-05-04', '08:59:00', '2026-07-03', false],
  ['60 days and a minute, seconds left out', '2026-05-04', '08:59:59', '2026-07-03', false],
  ['24 hours over the spring change', '2026-03-07', '08:00:00', '2026-03-08', true],
  ['23 hours over the spring change', '2026-03-07', '09:00:00', '2026-03-08', false],
  ['25 hours over the autumn change', '2026-10-31', '09:00:00', '2026-11-01', true],
  ['24 hours over the autumn change', '2026-10-31', '10:00:00', '2026-11-01', true],
  ['60 days over the spring change', '2026-02-01', '08:00:00', '2026-04-02', true],
  ['the same clock is an hour less than 60 days', '2026-02-01', '09:00:00', '2026-04-02', true],
  ['an hour earlier is more than 60 days', '2026-02-01', '07:59:00', '2026-04-02', false],
  ['yesterday', '2026-05-06', '09:00:00', '2026-05-05', false],
])('09:00 is booked %s', (_, today, clock, day, expected) => {
  const nowMs = toInstant(today, clock.slice(0, 5)) + Number(clock.slice(6)) * 1000
  expect(isInWindow(toInstant(day, '09:00'), nowMs)).toBe(expected)
})

test.each([
  ['2026-05-04', true],
  ['2026-05-08', true],
  ['2026-05-09', false],
  ['2026-05-10', false],
  ['2026-05-25', false],
])('%s is open: %s', (day, expected) => {
  expect(isOpenDay(day)).toBe(expected)
})
