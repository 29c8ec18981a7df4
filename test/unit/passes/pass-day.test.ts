import { expect, test } from 'vitest'
import { toUtcMidnight } from '../../../src/clients/officernd/read.ts'
import { toInstant } from '../../../src/core/zoned-time.ts'
import type { PassConfig } from '../../../src/passes/context.ts'
import { isForSale } from '../../../src/passes/for-sale.ts'
import { productOf } from '../../../src/passes/rules/catalog.ts'
import {
  cardPassDay,
  debitPassDay,
  hasExpired,
  latestDebitPassDay,
  passDayAt,
} from '../../../src/passes/rules/pass-day.ts'
import { CLOSURES_SETTING, closuresIn } from '../../../src/payments/rules/closures.ts'

const hours = { closesAt: '17:00', openWeekdays: [1, 2, 3, 4, 5] }
const at = (day: string, clock: string) => toInstant(day, clock)

test('the table of closures need not be confirmed: a pass is sold with a live key, for the next open day', () => {
  const product = productOf('day-pass')
  const config = { isLiveMode: true, unconfirmed: [CLOSURES_SETTING] } as unknown as PassConfig
  expect(product && isForSale(product, config)).toBe(true)
  expect(passDayAt(hours, at('2026-12-25', '09:00'))).toBe('2026-12-28')
})

test.each([
  ['winter, 15:59', '2026-01-14', '15:59', '2026-01-14'],
  ['winter, 16:30, already tomorrow in UTC', '2026-01-14', '16:30', '2026-01-14'],
  ['winter, 16:59', '2026-01-14', '16:59', '2026-01-14'],
  ['winter, 17:00', '2026-01-14', '17:00', '2026-01-15'],
  ['summer, 15:59', '2026-07-15', '15:59', '2026-07-15'],
  ['summer, 16:30', '2026-07-15', '16:30', '2026-07-15'],
  ['summer, 17:00, already tomorrow in UTC', '2026-07-15', '17:00', '2026-07-16'],
  ['before opening', '2026-07-15', '05:00', '2026-07-15'],
  ['Friday evening', '2026-05-08', '18:00', '2026-05-11'],
  ['Saturday', '2026-05-09', '10:00', '2026-05-11'],
  ['Sunday', '2026-05-10', '23:59', '2026-05-11'],
  ['Friday before the clocks go forward', '2026-03-06', '17:00', '2026-03-09'],
  ['Sunday the clocks go forward', '2026-03-08', '03:30', '2026-03-09'],
  ['Monday after, 16:30', '2026-03-09', '16:30', '2026-03-09'],
  ['Friday before the clocks go back', '2026-10-30', '16:59', '2026-10-30'],
  ['Sunday the clocks go back', '2026-11-01', '01:30', '2026-11-02'],
  ['Monday after, 16:59', '2026-11-02', '16:59', '2026-11-02'],
  ['Monday after, 17:00', '2026-11-02', '17:00', '2026-11-03'],
  ['the evening before Thanksgiving', '2026-11-25', '17:00', '2026-11-30'],
  ['Thanksgiving', '2026-11-26', '09:00', '2026-11-30'],
  ['Christmas Eve after closing', '2026-12-24', '17:00', '2026-12-28'],
  ['New Year’s Day', '2027-01-01', '10:00', '2027-01-04'],
  ['Independence Day observed on a Friday', '2026-07-03', '10:00', '2026-07-06'],
  ['a Monday closure after the weekend', '2026-05-22', '17:00', '2026-05-26'],
])('a pass bought: %s', (_, day, clock, expected) => {
  expect(passDayAt(hours, at(day, clock))).toBe(expected)
})

test.each([
  ['on the promised day', '2026-05-04', '16:59', '2026-05-04'],
  ['before the promised day', '2026-05-01', '12:00', '2026-05-04'],
  ['at the promised day’s close', '2026-05-04', '17:00', '2026-05-05'],
  ['the next morning: that day counts', '2026-05-05', '09:00', '2026-05-05'],
  ['on the weekend after', '2026-05-09', '09:00', '2026-05-11'],
])('a card payment that succeeds %s', (_, day, clock, expected) => {
  expect(cardPassDay(hours, '2026-05-04', at(day, clock))).toBe(expected)
})

test('a card payment for a day that is now a closure is for the next open day', () => {
  expect(cardPassDay(hours, '2026-11-26', at('2026-11-25', '12:00'))).toBe('2026-11-30')
})

test('a closure counts also if every weekday is open', () => {
  const everyDay = { closesAt: '17:00', openWeekdays: [0, 1, 2, 3, 4, 5, 6] }
  for (const { day } of closuresIn(2026))
    expect(passDayAt(everyDay, at(day, '09:00')) > day, day).toBe(true)
})

test.each([
  ['in the morning', '2026-05-04', '08:00', '2026-05-05'],
  ['late in the evening', '2026-05-04', '23:00', '2026-05-05'],
  ['on a Friday', '2026-05-08', '10:00', '2026-05-11'],
  ['on a Sunday', '2026-05-10', '10:00', '2026-05-11'],
  ['on the day before Thanksgiving', '2026-11-25', '10:00', '2026-11-30'],
  ['on the day before Christmas', '2026-12-24', '10:00', '2026-12-28'],
])('a bank debit that settles %s buys the next open day', (_, day, clock, expected) => {
  expect(debitPassDay(hours, at(day, clock))).toBe(expected)
})

test('a pass expires at midnight in Seattle, not in UTC', () => {
  expect(hasExpired('2026-01-14', at('2026-01-14', '23:59'))).toBe(false)
  expect(hasExpired('2026-01-14', at('2026-01-15', '00:00'))).toBe(true)
})

test.each([
  ['a Monday', '2026-05-04', '2026-05-11'],
  ['a Thursday', '2026-05-07', '2026-05-14'],
  ['a Saturday', '2026-05-09', '2026-05-15'],
  ['a Friday', '2026-05-15', '2026-05-22'],
  ['a Monday whose last day is before a long weekend', '2026-05-18', '2026-05-26'],
])('a debit begun on %s, %s, that takes four business days buys %s', (_, day, expected) => {
  expect(latestDebitPassDay(hours, at(day, '09:00'))).toBe(expected)
})

test('a day is written for OfficeRnD as the documents show it', () => {
  expect(toUtcMidnight('2026-04-03')).toBe('2026-04-03T00:00:00.000Z')
})
