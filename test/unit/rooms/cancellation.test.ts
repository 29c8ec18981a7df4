import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toInstant } from '../../../src/core/zoned-time.ts'
import {
  ROOM_REFUND_POLICY,
  refundCents,
  refundShare,
} from '../../../src/rooms/rules/cancellation.ts'

const START = toInstant('2026-05-06', '09:00')
const hours = (count: number) => count * 3600_000

test.each([
  ['a week before', hours(168), 100],
  ['48 hours and a second before', hours(48) + 1000, 100],
  ['48 hours before', hours(48), 100],
  ['a second less', hours(48) - 1000, 50],
  ['24 hours and a second before', hours(24) + 1000, 50],
  ['24 hours before', hours(24), 50],
  ['a second less than 24 hours', hours(24) - 1000, 0],
  ['at the start', 0, 0],
  ['after it', -hours(5), 0],
])('cancelled %s', (_, aheadMs, share) => {
  expect(refundShare(START, START - aheadMs)).toBe(share)
})

test('parts of a second do not count', () => {
  expect(refundShare(START, START - hours(48) + 999)).toBe(100)
  expect(refundShare(START, START - hours(24) + 999)).toBe(50)
})

test.each([
  ['the Saturday before the clocks go forward, 8:00', '2026-03-07', '08:00', 100],
  ['the same clock is 47 hours', '2026-03-07', '09:00', 50],
])('hours are real ones: %s, for Monday 9:00', (_, day, clock, share) => {
  expect(refundShare(toInstant('2026-03-09', '09:00'), toInstant(day, clock))).toBe(share)
})

test('each day of a booking counts by its own start, in whole cents', () => {
  const days = [
    { startMs: START, cents: 5001 },
    { startMs: START + hours(24), cents: 5001 },
    { startMs: START + hours(48), cents: 5001 },
  ]
  expect(refundCents(days, START - hours(1))).toBe(0 + 2501 + 5001)
  expect(refundCents(days, START - hours(72))).toBe(15_003)
})

test('never more than was paid, never more by waiting', () => {
  const times = fc.integer({ min: -hours(100), max: hours(100) })
  fc.assert(
    fc.property(fc.nat(1_000_000), times, fc.nat(hours(60)), (cents, atMs, waitMs) => {
      const refund = (at: number) => refundCents([{ startMs: START, cents }], START + at)
      expect(refund(atMs)).toBeLessThanOrEqual(cents)
      expect(refund(atMs + waitMs)).toBeLessThanOrEqual(refund(atMs))
    })
  )
})

test('the sentence says all three shares', () => {
  expect(ROOM_REFUND_POLICY).toMatch(
    /Full refund .*48 hours or more .*50% .*24 hours or more .*no refund/
  )
})
