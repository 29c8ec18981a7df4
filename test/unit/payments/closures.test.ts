/** The days on which the house is assumed to be closed. */
import { expect, test } from 'vitest'
import { closureOn, closuresIn } from '../../../src/payments/rules/closures.ts'

/** Worked out by hand, holiday by holiday and weekday by weekday. */
const BY_HAND: Record<number, [day: string, reason: string][]> = {
  2026: [
    ['01-01', 'New Year’s Day'],
    ['01-19', 'Martin Luther King Jr. Day'],
    ['02-16', 'Presidents’ Day, Family Day'],
    ['04-03', 'Good Friday'],
    ['05-18', 'Victoria Day'],
    ['05-25', 'Memorial Day'],
    ['06-19', 'Juneteenth'],
    ['07-01', 'Canada Day'],
    ['07-03', 'Independence Day (observed)'],
    ['07-04', 'Independence Day'],
    ['08-03', 'British Columbia Day'],
    ['09-07', 'Labor Day'],
    ['09-30', 'National Day for Truth and Reconciliation'],
    ['10-12', 'Columbus Day, Canadian Thanksgiving'],
    ['11-11', 'Veterans Day, Remembrance Day'],
    ['11-26', 'Thanksgiving'],
    ['11-27', 'Native American Heritage Day'],
    ['12-25', 'Christmas Day'],
  ],
  2027: [
    ['01-01', 'New Year’s Day'],
    ['01-18', 'Martin Luther King Jr. Day'],
    ['02-15', 'Presidents’ Day, Family Day'],
    ['03-26', 'Good Friday'],
    ['05-24', 'Victoria Day'],
    ['05-31', 'Memorial Day'],
    ['06-18', 'Juneteenth (observed)'],
    ['06-19', 'Juneteenth'],
    ['07-01', 'Canada Day'],
    ['07-04', 'Independence Day'],
    ['07-05', 'Independence Day (observed)'],
    ['08-02', 'British Columbia Day'],
    ['09-06', 'Labor Day'],
    ['09-30', 'National Day for Truth and Reconciliation'],
    ['10-11', 'Columbus Day, Canadian Thanksgiving'],
    ['11-11', 'Veterans Day, Remembrance Day'],
    ['11-25', 'Thanksgiving'],
    ['11-26', 'Native American Heritage Day'],
    ['12-24', 'Christmas Day (observed)'],
    ['12-25', 'Christmas Day'],
    ['12-31', 'New Year’s Day (observed)'],
  ],
  2028: [
    ['01-01', 'New Year’s Day'],
    ['01-17', 'Martin Luther King Jr. Day'],
    ['02-21', 'Presidents’ Day, Family Day'],
    ['04-14', 'Good Friday'],
    ['05-22', 'Victoria Day'],
    ['05-29', 'Memorial Day'],
    ['06-19', 'Juneteenth'],
    ['07-01', 'Canada Day'],
    ['07-04', 'Independence Day'],
    ['08-07', 'British Columbia Day'],
    ['09-04', 'Labor Day'],
    ['09-30', 'National Day for Truth and Reconciliation'],
    ['10-09', 'Columbus Day, Canadian Thanksgiving'],
    ['11-10', 'Veterans Day (observed)'],
    ['11-11', 'Veterans Day, Remembrance Day'],
    ['11-23', 'Thanksgiving'],
    ['11-24', 'Native American Heritage Day'],
    ['12-25', 'Christmas Day'],
  ],
}

test.each([2026, 2027, 2028])('the closures of %i are those found by hand', (year) => {
  const expected = BY_HAND[year]?.map(([day, reason]) => ({ day: `${year}-${day}`, reason }))
  expect(closuresIn(year)).toEqual(expected)
})

test.each([
  ['2019-04-19', 'an Easter in the table of years'],
  ['2024-03-29', 'an early Easter'],
  ['2038-04-23', 'the latest Easter of the century, April 25'],
  ['2049-04-16', 'April 18, which the simple formulas miss'],
  ['2025-04-18', 'a full moon on a Sunday, so that Easter is a week later'],
  ['2033-04-15', 'the first of the 19 years after which the moon’s dates repeat'],
  ['1991-03-29', 'an Easter of the century before'],
  ['2100-03-26', 'an Easter of the next century, in a year that is no leap year'],
])('%s is Good Friday: %s', (day) => {
  expect(closureOn(day)?.reason).toContain('Good Friday')
})

test('Canada Day on a Sunday is kept on the Monday, on a Saturday it stays', () => {
  expect(closureOn('2029-07-02')).toEqual({ reason: 'Canada Day (observed)' })
  expect(closureOn('2028-06-30')).toBeNull()
})

test.each([
  ['2029-09-30', 'National Day for Truth and Reconciliation'],
  ['2029-10-01', 'no closure'],
  ['2029-11-11', 'Veterans Day, Remembrance Day'],
  ['2029-11-12', 'Veterans Day (observed)'],
])('a holiday that does not move stays on its Sunday: %s, %s', (day, reason) => {
  expect(closureOn(day)?.reason ?? 'no closure').toBe(reason)
})

test.each([
  ['0999-12-25', 'no closure'],
  ['1000-01-01', 'New Year’s Day'],
  ['9998-12-25', 'Christmas Day'],
  ['9999-12-25', 'no closure'],
])('closures are known for the years 1000 to 9998: %s, %s', (day, reason) => {
  expect(closureOn(day)?.reason ?? 'no closure').toBe(reason)
})

test.each(['2026-11-20', '2026-12-24', '2026-12-31', '2026-04-06', '2026-05-04'])(
  '%s is an ordinary day',
  (day) => {
    expect(closureOn(day)).toBeNull()
  }
)
