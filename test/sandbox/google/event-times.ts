/** Start and end of an event: validates them and converts them to instants. */

import { emptyRange, invalid, refusal } from './errors.ts'
import type { Moment } from './records.ts'
import { instantOf, isDay, isZone, readStamp, stamp } from './zone.ts'

export interface Span {
  startMs: number
  endMs: number
}

/** All-day ends are read in the calendar's own zone (guide on events). */
export function spanOf({ start, end }: { start: Moment; end: Moment }, zone: string): Span {
  return { startMs: instant(start, zone), endMs: instant(end, zone) }
}

function instant({ date, dateTime }: Moment, zone: string): number {
  return date ? instantOf(`${date}T00:00:00`, zone) : Date.parse(dateTime ?? '')
}

/** The words of the refusals were seen by several public clients, but for a missing start (unverified). */
export function readEnds(
  said: Record<string, unknown>,
  zone: string,
  { recurring, by }: { recurring: boolean; by: 'account' | 'staff' }
) {
  const given = { start: asMoment(said.start), end: asMoment(said.end) }
  if (!given.end) throw refusal(400, 'required', 'Missing end time.')
  if (!given.start) throw refusal(400, 'required', 'Missing start time.')
  const allDay = [given.start, given.end].map(({ date }) => date !== undefined)
  if (allDay[0] !== allDay[1]) {
    throw invalid('Start and end times must either both be date or both be dateTime.')
  }
  const ends = {
    start: readMoment(given.start, 'start', zone, recurring),
    end: readMoment(given.end, 'end', zone, recurring),
  }
  const { startMs, endMs } = spanOf(ends, zone)
  // Imported all-day entries that end on the day they start are seen in Google's answers
  // (odoo issue 87646). That our own insert of one is refused is unverified.
  const isEmptyDay = by === 'staff' && ends.start.date !== undefined && endMs === startMs
  if (endMs <= startMs && !isEmptyDay) throw emptyRange()
  return ends
}

function asMoment(value: unknown): Moment | null {
  if (typeof value !== 'object' || value === null) return null
  const { date, dateTime, timeZone } = value as Moment
  if (!date && !dateTime) return null
  return {
    ...(date && { date }),
    ...(dateTime && { dateTime }),
    ...(timeZone && { timeZone }),
  }
}

function readMoment(said: Moment, which: string, zone: string, recurring: boolean): Moment {
  const { date, dateTime, timeZone } = said
  if (timeZone !== undefined && !isZone(timeZone)) {
    throw invalid(`Invalid value for: ${which}.timeZone`)
  }
  if (date !== undefined) {
    if (dateTime !== undefined || !isDay(date)) throw invalid(`Invalid ${which} time.`)
    return { date }
  }
  const read = readStamp(dateTime)
  if (!read) throw invalid(`Invalid ${which} time.`)
  // "For recurring events this field is required", whatever offset the time carries.
  if (timeZone === undefined && (recurring || read.at === null)) {
    throw refusal(400, 'required', `Missing time zone definition for ${which} time.`)
  }
  const at = read.at ?? instantOf(read.wall, timeZone ?? zone)
  return { dateTime: stamp(at, zone), timeZone: timeZone ?? zone }
}
