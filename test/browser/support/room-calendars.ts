/** A room's calendar beside the page: what stands in it, and what staff and others put there. */
import { expect } from 'vitest'
import { endOf, type Slot } from '../../../src/rooms/rules/hours.ts'
import { SANDBOX_CALENDARS } from '../../sandbox/google/calendars.ts'
import type { BrowserTests } from './environment.ts'

type Room = keyof typeof SANDBOX_CALENDARS

export function roomCalendars(suite: BrowserTests) {
  return {
    entries: (room: Room, day: string) => entries(suite, room, day),
    staffUse: (room: Room, slot: Slot) => staffUse(suite, room, slot),
    othersHold: (room: Room, days: Slot[]) => othersHold(suite, room, days),
  }
}

/** What stands in a room's calendar on a day: `'10:00 to 12:00'`. */
async function entries(suite: BrowserTests, room: Room, day: string): Promise<string[]> {
  const events = (await suite.stack().state()).google.calendars[SANDBOX_CALENDARS[room]] ?? []
  return events
    .filter(({ status, start }) => status !== 'cancelled' && start?.dateTime?.startsWith(day))
    .map(({ start, end }) => {
      return `${start?.dateTime?.slice(11, 16)} to ${end?.dateTime?.slice(11, 16)}`
    })
}

/** Staff write into a room's calendar by hand. */
async function staffUse(
  suite: BrowserTests,
  room: Room,
  { date, start, hours }: Slot
): Promise<void> {
  const at = (clock: string) => ({
    dateTime: `${date}T${clock}:00`,
    timeZone: 'America/Los_Angeles',
  })
  const address = `${suite.stack().sandbox.url}/google/sandbox/calendars/${SANDBOX_CALENDARS[room]}/events`
  const end = endOf({ start, hours })
  const body = JSON.stringify({ summary: 'Tour', start: at(start), end: at(end) })
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(200)
}

/** Somebody else presses Book Now, and has not paid yet. */
async function othersHold(suite: BrowserTests, room: Room, days: Slot[]): Promise<void> {
  const { bookings, sandbox } = suite.stack()
  const answer = await fetch(`${bookings.url}/create-booking`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: sandbox.url },
    body: JSON.stringify({
      room,
      days,
      name: 'Grace Hopper',
      email: `other-${room}@example.com`,
      phone: '206 555 0199',
      attemptId: crypto.randomUUID(),
    }),
  })
  expect(answer.status).toBe(200)
}
