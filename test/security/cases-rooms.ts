/** Attacks on the rooms' rules: days, times, groups (65–75), and on the questions about them. */
import { PAGE } from '../support/pass-client.ts'
import { GOOD, posted, type Row } from './cases.ts'
import { bookableDay, bookableDays, daysFromNow, nextSaturday } from './days.ts'

interface Sent {
  date: unknown
  start?: unknown
  hours?: unknown
}

const slot = ({ date, start = '09:00', hours = 2 }: Sent) => ({ date, start, hours })

const order = (changes: object) => ({ ...GOOD['/create-booking'](), ...changes })

type Case = [n: string, what: string, changes: object, code: string]

const DATES: [string, string, unknown, string][] = [
  ['66', 'today', daysFromNow(0), 'booking-window'],
  ['66b', '61 days ahead', daysFromNow(61), 'booking-window'],
  ['66c', '30 February', '2026-02-30', 'booking-date'],
  ['66d', 'month 13', '2026-13-01', 'booking-date'],
  ['66e', 'the year 9999', '9999-12-31', 'booking-window'],
  ['66f', 'no zeros', '2026-3-1', 'booking-date'],
  ['66g', 'a year of six figures', '+012026-03-01', 'booking-date'],
  ['66h', 'yesterday', '2020-01-06', 'booking-window'],
  ['67', 'a Saturday', nextSaturday(), 'booking-weekend'],
  ['74', 'a time zone after it', `${bookableDay()}T00:00:00Z`, 'booking-date'],
  ['74b', 'a line after it', `x\n${bookableDay()}`, 'booking-date'],
  ['66i', 'nothing', '', 'booking-date'],
]

/** Which of these days are also weekends or closed moves with the calendar. */
const MOVING = new Set(['66', '66b', '66e', '66h'])

const HOURS: [string, string, unknown, unknown, string][] = [
  ['72', 'no hours', '09:00', 0, 'booking-hours'],
  ['72b', 'hours below zero', '09:00', -1, 'booking-hours'],
  ['72c', 'half an hour', '09:00', 1.5, 'booking-hours'],
  ['72d', '10 hours', '08:00', 10, 'booking-hours'],
  ['72e', 'more hours than there are', '09:00', 1e308, 'booking-hours'],
  ['72f', 'past closing', '16:00', 2, 'booking-closing'],
  ['72g', 'before opening', '07:30', 2, 'booking-start'],
  ['72h', 'a start between', '09:15', 2, 'booking-start'],
  ['72i', 'a start of the next day', '33:00', 2, 'booking-start'],
  ['72j', 'a start without a zero', '9:00', 2, 'booking-start'],
]

const extras = { showName: 'Show', groupSize: 2, setChoice: 'A' }
const sonic = (changes: object): object => ({
  room: 'sonic-studio',
  days: [slot({ date: bookableDay() })],
  extras: { ...extras, ...changes },
})

const CASES: Case[] = [
  ...HOURS.map(([n, what, start, hours, code]): Case => {
    return [n, what, { days: [slot({ date: bookableDay(), start, hours })] }, code]
  }),
  ['68', '11 days', { days: bookableDays(11).map((date) => slot({ date })) }, 'booking-days'],
  ['68b', 'no day', { days: [] }, 'booking-days'],
  [
    ...(['69', 'the same day twice'] as const),
    { days: [slot({ date: bookableDay() }), slot({ date: bookableDay(), start: '13:00' })] },
    'booking-repeated',
  ],
  [
    '72k',
    'Sonic for an hour',
    { ...sonic({}), days: [slot({ date: bookableDay(), hours: 1 })] },
    'booking-minimum',
  ],
  ['75', 'a crowd', sonic({ groupSize: 10_000 }), 'booking-group'],
  ['75b', 'less than nobody', sonic({ groupSize: -1 }), 'booking-group'],
  ['75c', 'one and a half', sonic({ groupSize: 1.5 }), 'booking-group'],
  ['75d', 'nobody', sonic({ groupSize: 0 }), 'booking-group'],
  ['75e', 'no extras', { ...sonic({}), extras: {} }, 'booking-extras'],
]

const TYPES: [string, object, string][] = [
  ['a word for days', { days: 'all' }, 'days'],
  ['no days', { days: undefined }, 'days'],
  ['a hundred and one days', { days: Array(101).fill(slot({ date: bookableDay() })) }, 'days'],
  ['hours in words', { days: [slot({ date: bookableDay(), hours: '2' })] }, 'days'],
  ['hours that are none', { days: [slot({ date: bookableDay(), hours: null })] }, 'days'],
  ['a date in figures', { days: [slot({ date: 20_260_504 })] }, 'days'],
  ['a group in words', sonic({ groupSize: '2' }), 'extras.groupSize'],
]

export const bookings = (): Row[] => {
  const on = 'bookings'
  return [
    ...DATES.map(([n, what, date, code]): Row => {
      const sent = posted('/create-booking', order({ days: [slot({ date })] }))
      return { n, on, what, sent, status: 400, ...(MOVING.has(n) ? {} : { code }), field: 'days' }
    }),
    ...CASES.map(([n, what, changes, code]): Row => {
      return { n, on, what, sent: posted('/create-booking', order(changes)), status: 400, code }
    }),
    ...TYPES.map(([what, changes, field]): Row => {
      const sent = posted('/create-booking', order(changes))
      return { n: '76', on, what, sent, status: 400, code: 'invalid-field', field }
    }),
  ]
}

const ASKED: [string, string, string, string?][] = [
  ['65', 'no room', '', 'invalid-room'],
  ['65b', 'a room that is none', 'room=cellar&date=2026-12-01', 'invalid-room'],
  ['65c', '__proto__', 'room=__proto__&date=2026-12-01', 'invalid-room'],
  ['65d', 'a calendar’s address', 'room=x@group.calendar.google.com', 'invalid-room'],
  ['65e', 'two rooms', 'room=cellar&room=slinky&date=2026-12-01', 'invalid-room'],
  ['66', 'no date', 'room=slinky', 'invalid-field'],
  ['66c', '30 February', 'room=slinky&date=2026-02-30', 'invalid-field'],
  ['66f', 'no zeros', 'room=slinky&date=2026-3-1', 'invalid-field'],
  ['66j', 'month 13', 'room=slinky&month=2026-13', 'invalid-field'],
  ['66k', 'a day as a month', 'room=slinky&month=2026-12-01', 'invalid-field'],
  ['66n', 'the year 0', 'room=slinky&date=0000-00-00', 'invalid-field'],
  ['66l', 'a month of nothing', 'room=slinky&month=', 'invalid-field'],
  ['66m', 'a long one', `room=slinky&date=${'9'.repeat(8000)}`, 'invalid-field'],
]

export const questions = (): Row[] =>
  ASKED.map(([n, what, query, code = '']) => ({
    ...{ n, on: 'bookings', what, status: 400, code },
    sent: { method: 'GET', path: `/availability?${query}`, headers: { origin: PAGE } },
  }))
