/** The booking form's sentences, and its questions' place in the calendar. */
import { describe, expect, test } from 'vitest'
import {
  heldUntil,
  houseClock,
  noFreeTimes,
  rateInWords,
  shortSlot,
  unavailableReason,
} from '../../src/browser/booking/messages.ts'

const room = {
  slug: 'mackinaw',
  name: 'Mackinaw',
  capacity: 6,
  minHours: 1,
  centsPerHour: 3000,
  discountEligible: true,
  extras: [],
  bookable: true,
  forSale: true,
}

describe('why a day cannot be chosen', () => {
  test.each([
    ['2026-12-05', 'closed', 'Rooms can be booked Monday to Friday.'],
    ['2026-12-25', 'closed', 'Christmas Day: rooms cannot be booked.'],
    ['2026-12-25', undefined, 'Christmas Day: rooms cannot be booked.'],
    ['2026-12-07', 'full', 'Everything is taken on this day.'],
    ['2026-12-07', 'closed', 'Rooms are booked from 24 hours to 60 days ahead.'],
  ] as const)('%s, %s', (day, standing, words) => {
    expect(unavailableReason(day, standing)).toBe(words)
  })

  test('an open day, and a workday of which nothing is known yet, can be', () => {
    expect(unavailableReason('2026-12-07', 'open')).toBe('')
    expect(unavailableReason('2026-12-07', undefined)).toBe('')
  })
})

test('a rate, with the discount only where there is one', () => {
  const rate = '$30.00 an hour, for up to 6 people.'
  expect(rateInWords(room)).toBe(`${rate} 10% off each day of 8 hours or more.`)
  expect(rateInWords({ ...room, discountEligible: false })).toBe(rate)
})

test('a time that is offered instead', () => {
  expect(shortSlot({ date: '2026-12-07', start: '09:30', hours: 2 })).toBe(
    'Mon, Dec 7, 9:30 AM to 11:30 AM'
  )
})

test('days without a free time are named', () => {
  expect(noFreeTimes(['2026-12-07', '2026-12-08'])).toBe(
    'Nothing is free on Monday, December 7, 2026, or on Tuesday, December 8, 2026. Please choose another day.'
  )
})

test('a hold is shown in Seattle time, in any time zone', () => {
  const at = Date.parse('2026-12-07T18:17:00Z')
  expect(houseClock(at)).toBe('10:17 AM')
  expect(heldUntil(at)).toBe('This time is kept for you until 10:17 AM, Seattle time.')
})
