/** Which room's week the front page shows, as its address says it. */
import { SANDBOX_CALENDARS } from '../google/calendars.ts'
import { isDay } from '../google/zone.ts'
import { seattleDay } from '../seattle.ts'
import { mondayOf, shiftDay } from './labels.ts'

export interface View {
  room: string
  monday: string
}

export const ROOMS = Object.keys(SANDBOX_CALENDARS)

export const calendarIdOf = (room: string): string | undefined =>
  new Map(Object.entries<string>(SANDBOX_CALENDARS)).get(room)

export const pathOf = ({ room, monday }: View) =>
  `/?${new URLSearchParams({ room, week: monday })}#calendars`

/** Defaults to the first room and the current week; from Saturday on, to the next week. */
export function viewOf({ room = '', week }: Record<string, string>, now: number): View {
  return {
    room: ROOMS.includes(room) ? room : (ROOMS[0] ?? ''),
    monday: mondayOf(isDay(week) ? week : shiftDay(seattleDay(now), 2)),
  }
}
