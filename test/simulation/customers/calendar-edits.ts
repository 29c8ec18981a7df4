/** What staff may do by hand to the event of one paid day, wherever it stands. */
import { SANDBOX_CALENDARS } from '../../sandbox/google/calendars.ts'
import type { Sim } from '../simulation.ts'
import { type RoomSlug, staff } from './calendar-staff.ts'

export const EDITS = ['delete', 'shorten', 'move', 'to another room', 'restore'] as const
export type Edit = (typeof EDITS)[number]

export const ROOM = 'slinky' satisfies RoomSlug
export const OTHER_ROOM = 'mackinaw' satisfies RoomSlug
export const DAY = '2026-05-11'
const LATER_DAY = '2026-05-12'

interface Found {
  room: RoomSlug
  id: string
}

/** The event of a payment in one of the two rooms that staff work on. */
function find(sim: Sim, payment: string, isInBin: boolean): Found | undefined {
  const { calendars } = sim.state().google
  return ([OTHER_ROOM, ROOM] as const)
    .flatMap((room) =>
      (calendars[SANDBOX_CALENDARS[room]] ?? []).map((event) => ({ ...event, room }))
    )
    .filter(({ description }) => description?.includes(payment))
    .sort((one, other) => other.updated.localeCompare(one.updated))
    .find(({ status }) => (status === 'cancelled') === isInBin)
}

/** Does nothing where nothing can be done: the event is gone already, or still there. */
export async function edit(sim: Sim, payment: string, what: Edit): Promise<void> {
  const standing = find(sim, payment, false)
  const binned = find(sim, payment, true)
  if (what === 'restore') {
    if (!standing && binned) await staff.restore(sim, binned.room, binned.id)
    return
  }
  if (!standing) return
  const { room, id } = standing
  if (what === 'delete') await staff.remove(sim, room, id)
  if (what === 'shorten') await staff.reschedule(sim, room, id, `${DAY}T09:00`, `${DAY}T10:00`)
  if (what === 'move')
    await staff.reschedule(sim, room, id, `${LATER_DAY}T13:00`, `${LATER_DAY}T15:00`)
  if (what === 'to another room')
    await staff.moveTo(sim, room, id, room === ROOM ? OTHER_ROOM : ROOM)
}
