import { expect, test } from 'vitest'
import { isDay } from '../../../src/core/time.ts'
import { toInstant } from '../../../src/core/zoned-time.ts'
import { type BookingExtras, validateBooking } from '../../../src/rooms/rules/booking-rules.ts'
import { type Room, roomOf } from '../../../src/rooms/rules/rooms.ts'
import type { Slot } from '../../../src/rooms/rules/slots.ts'

const NOW = toInstant('2026-05-01', '12:00')
const slinky = roomOf('slinky') as Room
const sonic = roomOf('sonic-studio') as Room
const slot = (date: string, start = '09:00', hours = 2): Slot => ({ date, start, hours })
const WEEKS = [4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 19].map(
  (day) => `2026-05-${String(day).padStart(2, '0')}`
)

test.each<[string, Slot[]]>([
  ['one day', [slot('2026-05-04')]],
  ['from opening to closing', [slot('2026-05-04', '08:00', 9)]],
  ['the last hour', [slot('2026-05-04', '16:00', 1)]],
  ['ten days', WEEKS.slice(0, 10).map((day) => slot(day))],
  ['each day its own hours', [slot('2026-05-04', '08:30', 1), slot('2026-05-06', '13:00', 4)]],
])('accepted: %s', (_, days) => {
  expect(validateBooking(slinky, { days }, NOW)).toEqual({ ok: true, slots: days })
})

test('the accepted slots are in order and hold nothing else', () => {
  const days = [{ ...slot('2026-05-05'), price: 1 }, slot('2026-05-04')]
  expect(validateBooking(slinky, { days }, NOW)).toEqual({
    ok: true,
    slots: [slot('2026-05-04'), slot('2026-05-05')],
  })
})

test.each<[string, Slot[], string]>([
  ['no day', [], 'booking-days'],
  ['eleven days', WEEKS.map((day) => slot(day)), 'booking-days'],
  ['one day twice', [slot('2026-05-04'), slot('2026-05-04', '13:00')], 'booking-repeated'],
  ['30 February', [slot('2027-02-30')], 'booking-date'],
  ['a date with a time', [slot('2026-05-04T09:00')], 'booking-date'],
  ['a Saturday', [slot('2026-05-09')], 'booking-weekend'],
  ['Memorial Day', [slot('2026-05-25')], 'booking-closed'],
  ['quarter past', [slot('2026-05-04', '09:15')], 'booking-start'],
  ['before opening', [slot('2026-05-04', '07:30')], 'booking-start'],
  ['after closing', [slot('2026-05-04', '17:00', 1)], 'booking-start'],
  ['another way to write nine', [slot('2026-05-04', '9:00')], 'booking-start'],
  ['no hours', [slot('2026-05-04', '09:00', 0)], 'booking-hours'],
  ['an hour and a half', [slot('2026-05-04', '09:00', 1.5)], 'booking-hours'],
  ['ten hours', [slot('2026-05-04', '08:00', 10)], 'booking-hours'],
  ['no number', [slot('2026-05-04', '09:00', Number.NaN)], 'booking-hours'],
  ['past closing', [slot('2026-05-04', '15:30', 2)], 'booking-closing'],
  ['today', [slot('2026-05-01', '16:00', 1)], 'booking-window'],
  ['in 61 days', [slot('2026-07-02', '09:00')], 'booking-window'],
  ['the second day wrong', [slot('2026-05-04'), slot('2026-05-09')], 'booking-weekend'],
])('refused: %s', (_, days, code) => {
  expect(validateBooking(slinky, { days }, NOW)).toMatchObject({ ok: false, code, field: 'days' })
})

test.each<[string, Room, Slot[], string]>([
  [
    'the window',
    slinky,
    [slot('2026-07-02')],
    'Rooms can be booked from 24 hours to 60 days ahead. Please choose another day or time.',
  ],
  [
    'a closure, by name',
    slinky,
    [slot('2026-05-25')],
    'Rooms cannot be booked on this day (Memorial Day). Please choose another day.',
  ],
  [
    'the room’s own minimum',
    sonic,
    [slot('2026-05-04', '09:00', 1)],
    'Sonic Studio is booked for 2 hours or more. Please choose more hours.',
  ],
  [
    'which of several days',
    slinky,
    [slot('2026-05-04'), slot('2026-05-09')],
    'Saturday, May 9, 2026: Rooms can be booked Monday to Friday. Please choose another day.',
  ],
])('the words say %s', (_, room, days, words) => {
  expect(validateBooking(room, { days }, NOW)).toMatchObject({ ok: false, message: words })
})

const session = { showName: 'The Temple Hour', groupSize: 3, setChoice: 'Sofa' }
const days = [slot('2026-05-04')]

test.each<[string, BookingExtras | undefined]>([
  ['what it asks for', session],
  ['special requests too', { ...session, specialRequests: 'Tea' }],
  ['a full studio', { ...session, groupSize: sonic.capacity }],
])('Sonic Studio accepts %s', (_, extras) => {
  expect(validateBooking(sonic, { days, extras }, NOW).ok).toBe(true)
})

test.each<[string, BookingExtras | undefined, string, string]>([
  ['nothing', undefined, 'booking-extras', 'extras.showName'],
  ['a blank name', { ...session, showName: '  ' }, 'booking-extras', 'extras.showName'],
  ['no group', { ...session, groupSize: undefined }, 'booking-extras', 'extras.groupSize'],
  ['no set', { ...session, setChoice: '' }, 'booking-extras', 'extras.setChoice'],
  ['nobody', { ...session, groupSize: 0 }, 'booking-group', 'extras.groupSize'],
  ['half a person', { ...session, groupSize: 1.5 }, 'booking-group', 'extras.groupSize'],
  [
    'one too many',
    { ...session, groupSize: sonic.capacity + 1 },
    'booking-group',
    'extras.groupSize',
  ],
])('Sonic Studio refuses %s', (_, extras, code, field) => {
  expect(validateBooking(sonic, { days, extras }, NOW)).toMatchObject({ ok: false, code, field })
})

test('other rooms read no extras', () => {
  expect(validateBooking(slinky, { days, extras: { groupSize: 999 } }, NOW).ok).toBe(true)
})

test.each(['2026-02-29', '2026-13-01', '2026-00-10', '26-05-04', '', 'tomorrow', '2026-5-4'])(
  '%j is no day',
  (text) => {
    expect(isDay(text)).toBe(false)
  }
)
