/** Staff at work in the rooms' calendars at Google. */
import { SANDBOX_CALENDARS } from '../../sandbox/google/calendars.ts'
import { SANDBOX_URL } from '../process.ts'
import type { Sim } from '../simulation.ts'

export type RoomSlug = keyof typeof SANDBOX_CALENDARS

async function call(sim: Sim, room: RoomSlug, [method, path]: [string, string], body?: object) {
  const calendar = encodeURIComponent(SANDBOX_CALENDARS[room])
  const request = new Request(`${SANDBOX_URL}/google/sandbox/calendars/${calendar}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = await sim.sandbox.fetch(request)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`)
  return text ? (JSON.parse(text) as { id: string }) : { id: '' }
}

/** `'2026-05-11T09:00'`, Seattle's clock in summer. */
const at = (clock: string) => ({ dateTime: new Date(`${clock}:00-07:00`).toISOString() })

export const staff = {
  enter: (sim: Sim, room: RoomSlug, from: string, to: string, more: object = {}) =>
    call(sim, room, ['POST', '/events'], {
      ...{ summary: 'Board meeting', start: at(from), end: at(to) },
      ...more,
    }),
  /** To other hours, of the same or of another day. */
  reschedule: (sim: Sim, room: RoomSlug, id: string, from: string, to: string) =>
    call(sim, room, ['PATCH', `/events/${id}`], { start: at(from), end: at(to) }),
  remove: (sim: Sim, room: RoomSlug, id: string) => call(sim, room, ['DELETE', `/events/${id}`]),
  restore: (sim: Sim, room: RoomSlug, id: string) =>
    call(sim, room, ['POST', `/events/${id}/restore`]),
  moveTo: (sim: Sim, room: RoomSlug, id: string, other: RoomSlug) =>
    call(sim, room, ['POST', `/events/${id}/move`], { destination: SANDBOX_CALENDARS[other] }),
  share: (sim: Sim, room: RoomSlug, sharing: { role: string; isReadOnly?: boolean }) =>
    call(sim, room, ['PUT', '/sharing'], sharing),
}

/** What stands in a room's calendar, in the order of creation. */
export const standing = (sim: Sim, room: RoomSlug) =>
  (sim.state().google.calendars[SANDBOX_CALENDARS[room]] ?? []).filter(
    ({ status }) => status !== 'cancelled'
  )
