import { expect, test } from 'vitest'
import { formatDateTime, formatDay, nextDay, seattleDay, weekday } from '../../../src/core/time.ts'
import { toInstant } from '../../../src/core/zoned-time.ts'

test.each([
  ['winter evening, already tomorrow in UTC', '2026-01-15T00:30:00Z', '2026-01-14'],
  ['summer evening, already tomorrow in UTC', '2026-07-15T01:30:00Z', '2026-07-14'],
  ['last minute of a winter day', '2026-01-15T07:59:59Z', '2026-01-14'],
  ['first minute of a winter day', '2026-01-15T08:00:00Z', '2026-01-15'],
  ['first minute of a summer day', '2026-07-15T07:00:00Z', '2026-07-15'],
  ['New Year’s Eve in Seattle', '2027-01-01T05:00:00Z', '2026-12-31'],
])('the house day: %s', (_, at, day) => {
  expect(seattleDay(Date.parse(at))).toBe(day)
})

test.each([
  ['2026-01-15', '17:00', '2026-01-16T01:00:00Z'],
  ['2026-07-15', '17:00', '2026-07-16T00:00:00Z'],
  ['2026-03-08', '17:00', '2026-03-09T00:00:00Z'],
  ['2026-03-08', '01:30', '2026-03-08T09:30:00Z'],
  ['2026-11-01', '17:00', '2026-11-02T01:00:00Z'],
])('%s at %s in Seattle is %s', (day, clock, instant) => {
  expect(toInstant(day, clock)).toBe(Date.parse(instant))
})

test('days follow each other over months, leap days and clock changes', () => {
  expect(nextDay('2028-02-28')).toBe('2028-02-29')
  expect(nextDay('2026-12-31')).toBe('2027-01-01')
  expect(nextDay('2026-03-07')).toBe('2026-03-08')
  expect(nextDay('2026-10-31')).toBe('2026-11-01')
})

test('days and moments in words', () => {
  expect(formatDay('2026-05-04')).toBe('Monday, May 4, 2026')
  expect(weekday('2026-05-04')).toBe(1)
  expect(formatDateTime(Date.parse('2026-05-04T17:02:00Z'))).toBe('May 4, 2026 at 10:02 AM PDT')
})
