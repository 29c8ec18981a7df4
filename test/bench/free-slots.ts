/** Free room times: every measurement books its own. */

import { nextDay, seattleDay } from '../../src/core/time.ts'
import { isOpenDay } from '../../src/rooms/rules/slots.ts'
import type { Day } from './client.ts'
import type { PerSide } from './names.ts'

/** Sonic Studio asks further questions. */
const ROOMS = ['slinky', 'day-office', 'mackinaw', 'shears', 'board-room', 'radiator-annex']
/** One hour each, with at least 15 minutes between them. */
const STARTS = ['08:00', '09:30', '11:00', '12:30', '14:00', '15:30']
const DAYS = 10

/** Open days from the fourth day ahead, within the sixty that can be booked. */
export function openDays(): string[] {
  const days: string[] = []
  let day = seattleDay(Date.now())
  for (let ahead = 1; ahead < 59; ahead += 1) {
    day = nextDay(day)
    if (ahead > 3 && isOpenDay(day)) days.push(day)
  }
  return days
}

export interface FreeTime {
  room: string
  /** The same hour on ten days in a row. */
  days: Day[]
}

export type FreeTimes = PerSide<() => FreeTime>

/** Both sides get the same times, each in its own sandbox. */
export function newTimes(): FreeTimes {
  const [ours, naive] = [freeTimes(), freeTimes()]
  return { ours: () => ours.next().value, naive: () => naive.next().value }
}

function* freeTimes(): Generator<FreeTime, never> {
  const open = openDays()
  for (let first = 0; first + DAYS <= open.length; first += DAYS) {
    for (const room of ROOMS) {
      for (const start of STARTS) {
        const dates = open.slice(first, first + DAYS)
        yield { room, days: dates.map((date) => ({ date, start, hours: 1 })) }
      }
    }
  }
  throw new Error('No free room is left')
}
