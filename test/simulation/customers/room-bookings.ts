/** The customers of the scenarios of rooms: what they send, and by hand what the house then owes them. */
import type { CreateBookingRequest } from '../../../src/rooms/api/create-booking.ts'
import { SANDBOX_CALENDARS } from '../../sandbox/google/calendars.ts'
import type { ExpectedRoom, RoomEnd } from '../oracle/index.ts'

export const TEN_DAYS = [11, 12, 13, 14, 15, 19, 20, 21, 22, 26].map((day) => `2026-05-${day}`)

/** Two hours in the cheapest room. */
export const ADA_BOOKS: CreateBookingRequest = {
  room: 'slinky',
  days: [{ date: '2026-05-11', start: '09:00', hours: 2 }],
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  phone: '+1 206 555 0100',
  attemptId: '8b2e6d3a-0c77-4a20-9f59-5c4a8a3a0c01',
}

/** Half an hour later, the same room. */
export const BOB_BOOKS: CreateBookingRequest = {
  ...ADA_BOOKS,
  days: [{ date: '2026-05-11', start: '09:30', hours: 1 }],
  name: 'Bob Noyce',
  email: 'bob@example.com',
  attemptId: '8b2e6d3a-0c77-4a20-9f59-5c4a8a3a0c02',
}

/** Right after Bob, without the quarter of an hour between. */
export const CY_BOOKS: CreateBookingRequest = {
  ...ADA_BOOKS,
  days: [{ date: '2026-05-11', start: '10:30', hours: 3 }],
  name: 'Cy Dennis',
  email: 'cy@example.com',
  attemptId: '8b2e6d3a-0c77-4a20-9f59-5c4a8a3a0c04',
}

export const EARLIER: CreateBookingRequest = {
  ...ADA_BOOKS,
  days: [{ date: '2026-05-08', start: '15:00', hours: 2 }],
  attemptId: '8b2e6d3a-0c77-4a20-9f59-5c4a8a3a0c03',
}

export const ADA_TEN: CreateBookingRequest = {
  ...ADA_BOOKS,
  room: 'board-room',
  days: TEN_DAYS.map((date) => ({ date, start: '15:00', hours: 2 })),
}

const at = (date: string, from: string, to: string) =>
  [`${date}T${from}:00-07:00`, `${date}T${to}:00-07:00`] as const

function room(
  { attemptId, email, name }: CreateBookingRequest,
  about: Partial<ExpectedRoom>
): ExpectedRoom {
  return {
    what: 'room',
    attemptId,
    email,
    name,
    cents: 2000,
    calendar: SANDBOX_CALENDARS.slinky,
    title: `Slinky: ${name}`,
    times: [at('2026-05-11', '09:00', '11:00')],
    ends: ['served'],
    ...about,
  }
}

export const ada = (...ends: RoomEnd[]) => room(ADA_BOOKS, { ends })
export const bob = (...ends: RoomEnd[]) =>
  room(BOB_BOOKS, { ends, cents: 1000, times: [at('2026-05-11', '09:30', '10:30')] })
export const cy = (...ends: RoomEnd[]) =>
  room(CY_BOOKS, { ends, cents: 3000, times: [at('2026-05-11', '10:30', '13:30')] })
export const earlier = room(EARLIER, { times: [at('2026-05-08', '15:00', '17:00')] })
export const tenDays = (...ends: RoomEnd[]) =>
  room(ADA_TEN, {
    ends,
    cents: 100_000,
    calendar: SANDBOX_CALENDARS['board-room'],
    title: 'Board Room: Ada Lovelace',
    times: TEN_DAYS.map((date) => at(date, '15:00', '17:00')),
  })
