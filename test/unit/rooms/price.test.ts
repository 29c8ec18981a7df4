import fc from 'fast-check'
import { expect, test } from 'vitest'
import { centsOfDay, priceOfBooking } from '../../../src/rooms/rules/price.ts'
import { ROOMS, type Room } from '../../../src/rooms/rules/rooms.ts'

const room = (centsPerHour: number, discountEligible: boolean) =>
  ({ ...ROOMS[0], centsPerHour, discountEligible }) as Room

test.each([
  ['an hour', 4000, true, 1, 4000],
  ['seven hours: not yet', 4000, true, 7, 28_000],
  ['eight hours', 4000, true, 8, 28_800],
  ['nine hours', 4000, true, 9, 32_400],
  ['eight hours, not eligible', 4000, false, 8, 32_000],
  ['a discount of 2.4 cents is 2', 3, true, 8, 22],
  ['a discount of 4.5 cents is 5', 5, true, 9, 40],
])('%s', (_, centsPerHour, eligible, hours, cents) => {
  expect(centsOfDay(room(centsPerHour, eligible), hours)).toBe(cents)
})

test('the discount is each day’s own: ten short days get none', () => {
  const booking = [
    { date: '2026-05-04', start: '08:00', hours: 8 },
    { date: '2026-05-05', start: '09:30', hours: 2 },
  ]
  expect(priceOfBooking(room(4000, true), booking)).toEqual({
    lines: [
      { label: 'Monday, May 4, 2026, 8 AM to 4 PM, 10% off for 8 hours or more', cents: 28_800 },
      { label: 'Tuesday, May 5, 2026, 9:30 AM to 11:30 AM', cents: 8000 },
    ],
    totalCents: 36_800,
  })
})

test('whole cents, the lines make the total, more hours never cost less', () => {
  const hours = fc.integer({ min: 1, max: 9 })
  const prices = fc.integer({ min: 1, max: 100_000 })
  fc.assert(
    fc.property(prices, fc.boolean(), fc.array(hours), (cents, eligible, days) => {
      const slots = days.map((hours) => ({ date: '2026-05-04', start: '08:00', hours }))
      const { lines, totalCents } = priceOfBooking(room(cents, eligible), slots)
      expect(lines).toHaveLength(days.length)
      expect(lines.every((line) => Number.isInteger(line.cents) && line.cents > 0)).toBe(true)
      expect(lines.reduce((sum, line) => sum + line.cents, 0)).toBe(totalCents)
    })
  )
  fc.assert(
    fc.property(prices, hours, (cents, some) => {
      // Eight discounted hours of one cent cost 7, as seven do.
      const price = (hours: number) => centsOfDay(room(cents, true), hours)
      expect(price(some + 1)).toBeGreaterThanOrEqual(price(some))
    })
  )
})
