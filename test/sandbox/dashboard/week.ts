/** One week of a room's calendar: what stands on each of its five days, and where on the day. */
import { HOUSE_ZONE } from '../google/calendars.ts'
import { spanOf } from '../google/event-times.ts'
import type { GoogleEvent } from '../google/records.ts'
import { instancesOf } from '../google/recurrence.ts'
import { instantOf, wallOf } from '../google/zone.ts'
import { shiftDay } from './labels.ts'

export const OPENS = 8
export const CLOSES = 17
const MINUTE_MS = 60_000

export interface Entry {
  /** Of the event as a whole, when this is one of its weeks. */
  id: string
  title: string
  times: string
  /** Made by the Worker, not by a person. */
  own: boolean
  free: boolean
  repeats: boolean
  facts: [string, string | undefined][]
}

/** An entry by the hour, in minutes since the doors open, beside others of the same time. */
export interface Placed extends Entry {
  from: number
  to: number
  lane: number
  lanes: number
}

export interface Day {
  date: string
  /** All day, or before the doors open or after they close. */
  above: Entry[]
  hours: Placed[]
}

export interface Week {
  days: Day[]
  weekend: number
}

export function weekOf(events: readonly GoogleEvent[], monday: string): Week {
  const end = shiftDay(monday, 7)
  const single = events
    .filter(({ status }) => status !== 'cancelled')
    .flatMap((event) =>
      event.recurrence ? instancesOf(event, HOUSE_ZONE, midnight(monday), midnight(end)) : [event]
    )
  const dates = [0, 1, 2, 3, 4].map((days) => shiftDay(monday, days))
  const weekend = single.filter((event) => touches(event, shiftDay(monday, 5), end)).length
  return { days: dates.map((date) => dayOf(single, date)), weekend }
}

const midnight = (day: string) => instantOf(`${day}T00:00:00`, HOUSE_ZONE)

function touches(event: GoogleEvent, from: string, to: string): boolean {
  const { startMs, endMs } = spanOf(event, HOUSE_ZONE)
  return endMs > midnight(from) && startMs < midnight(to)
}

function dayOf(events: GoogleEvent[], date: string): Day {
  const opens = instantOf(`${date}T0${OPENS}:00:00`, HOUSE_ZONE)
  const open = (CLOSES - OPENS) * 60
  const above: Entry[] = []
  const hours: Omit<Placed, 'lane' | 'lanes'>[] = []
  for (const event of events.filter((each) => touches(each, date, shiftDay(date, 1)))) {
    const { startMs, endMs } = spanOf(event, HOUSE_ZONE)
    const from = Math.max(0, (startMs - opens) / MINUTE_MS)
    const to = Math.min(open, (endMs - opens) / MINUTE_MS)
    if (event.start.date || to <= from) above.push(entryOf(event))
    else hours.push({ ...entryOf(event), from, to })
  }
  return { date, above, hours: sideBySide(hours.sort((a, b) => a.from - b.from)) }
}

/** What meets in time stands side by side, so that a double booking is seen. */
function sideBySide(entries: Omit<Placed, 'lane' | 'lanes'>[]): Placed[] {
  const ends: number[] = []
  const placed = entries.map((entry) => {
    const free = ends.findIndex((end) => end <= entry.from)
    const lane = free < 0 ? ends.length : free
    ends[lane] = entry.to
    return { ...entry, lane }
  })
  return placed.map((entry) => ({ ...entry, lanes: ends.length }))
}

function entryOf(event: GoogleEvent): Entry {
  const properties = event.extendedProperties?.private ?? {}
  return {
    id: event.recurringEventId ?? event.id,
    title: event.summary ?? 'No title',
    times: timesOf(event),
    own: properties.labour_temple === 'booking',
    free: event.transparency === 'transparent',
    repeats: event.recurringEventId !== undefined,
    facts: [
      ['Made by', event.creator.email],
      ['Event', event.id],
      ['Description', event.description],
      ...Object.entries(properties),
    ],
  }
}

function timesOf(event: GoogleEvent): string {
  if (event.start.date) {
    const last = shiftDay(event.end.date ?? event.start.date, -1)
    return last === event.start.date ? 'All day' : `All day, ${event.start.date} to ${last}`
  }
  const { startMs, endMs } = spanOf(event, HOUSE_ZONE)
  const [from, to] = [wallOf(startMs, HOUSE_ZONE), wallOf(endMs, HOUSE_ZONE)]
  const clock = (wall: string) => wall.slice(11, 16)
  if (from.slice(0, 10) === to.slice(0, 10)) return `${clock(from)}–${clock(to)}`
  return `${from.slice(0, 10)}, ${clock(from)}, to ${to.slice(0, 10)}, ${clock(to)}`
}
