/** One calendar per room, shared with the sandbox's service account; the real ids are not known to anyone here. */
import type { Calendar } from './records.ts'

const idOf = (room: string) => `c_sandbox_${room.replace('-', '_')}@group.calendar.google.com`

export const SANDBOX_CALENDARS = {
  slinky: idOf('slinky'),
  'day-office': idOf('day-office'),
  mackinaw: idOf('mackinaw'),
  shears: idOf('shears'),
  'board-room': idOf('board-room'),
  'radiator-annex': idOf('radiator-annex'),
  'sonic-studio': idOf('sonic-studio'),
} as const

export const HOUSE_ZONE = 'America/Los_Angeles'

export function seedCalendars(): Map<string, Calendar> {
  return new Map(
    Object.entries(SANDBOX_CALENDARS).map(([room, id]) => [
      id,
      {
        id,
        summary: room,
        timeZone: HOUSE_ZONE,
        role: 'writer',
        isReadOnly: false,
        events: new Map(),
        history: [],
      },
    ])
  )
}
