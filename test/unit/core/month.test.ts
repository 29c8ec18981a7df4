/** A month of the house begins and ends at midnight in Seattle. */
import { expect, test } from 'vitest'
import { isMonth, monthBefore, spanOfMonth } from '../../../src/core/month.ts'

test.each([
  // Winter and summer, and the two months in which the clocks change.
  ['2026-01', '2026-01-01T08:00:00.000Z', '2026-02-01T08:00:00.000Z'],
  ['2026-03', '2026-03-01T08:00:00.000Z', '2026-04-01T07:00:00.000Z'],
  ['2026-07', '2026-07-01T07:00:00.000Z', '2026-08-01T07:00:00.000Z'],
  ['2026-11', '2026-11-01T07:00:00.000Z', '2026-12-01T08:00:00.000Z'],
  ['2026-12', '2026-12-01T08:00:00.000Z', '2027-01-01T08:00:00.000Z'],
])('%s is from %s to %s', (month, from, to) => {
  const { fromMs, toMs } = spanOfMonth(month)
  expect([fromMs, toMs].map((at) => new Date(at).toISOString())).toEqual([from, to])
})

test.each([
  ['2026-05-03', '2026-04'],
  ['2026-01-03', '2025-12'],
  ['2026-03-31', '2026-02'],
])('before %s the month %s was over', (day, month) => {
  expect(monthBefore(day)).toBe(month)
})

test.each(['2026-05', '2026-12'])('%s is a month', (text) => expect(isMonth(text)).toBe(true))

test.each(['', '2026', '2026-00', '2026-13', '2026-5', '2026-05-01', '1999-05', ' 2026-05'])(
  '%j is none',
  (text) => expect(isMonth(text)).toBe(false)
)
