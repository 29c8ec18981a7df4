/** `freeBusy`: merged busy times, minutes behind, and a 200 even for a calendar that cannot be read. */
import type { Context, Hono } from 'hono'
import { badRequest, emptyRange, invalid, refusal } from './errors.ts'
import { readBody } from './event-fields.ts'
import { type Span, spanOf } from './event-times.ts'
import type { House } from './index.ts'
import { readZone } from './list.ts'
import type { Calendar, GoogleEvent } from './records.ts'
import { standingInstances } from './recurrence.ts'
import { FREE_BUSY } from './tokens.ts'
import { readStamp, stamp } from './zone.ts'

/** Several booking systems saw that it lags behind `events.list`; how long is unverified. */
export const LAG_MS = 3 * 60_000
/** "Roughly three months" (seen by public clients); the exact bound is unverified. */
const MOST_MS = 93 * 24 * 3600_000
/** "Maximum number of calendars for which FreeBusy information is to be provided. Maximum value is 50." */
const MOST_CALENDARS = 50

export function freeBusyRoute(app: Hono, house: House): void {
  app.post('/freeBusy', async (c) => {
    house.tokens.check(c, FREE_BUSY)
    return answer(c, house)
  })
}

async function answer(c: Context, house: House): Promise<Response> {
  const { timeMin, timeMax, timeZone, items } = await readBody(c)
  const from = readStamp(timeMin)?.at
  const to = readStamp(timeMax)?.at
  if (typeof from !== 'number' || typeof to !== 'number') throw badRequest()
  if (to <= from) throw emptyRange()
  if (to - from > MOST_MS) {
    const words = 'The requested time range is too long.'
    throw refusal(400, 'timeRangeTooLong', words, { domain: 'calendar' })
  }
  const zone = readZone(timeZone, 'UTC')
  const ids = readItems(items)
  const known = (id: string) => {
    try {
      return house.store.calendar(id)
    } catch {
      return null
    }
  }
  const failed = (reason: string) => ({ errors: [{ domain: 'global', reason }], busy: [] })
  const said = ids.map((id) => {
    if (ids.length > MOST_CALENDARS) return [id, failed('tooManyCalendarsRequested')]
    const calendar = known(id)
    if (!calendar) return [id, failed('notFound')]
    const busy = merged(busyTimes(calendar, from, to, house.store.clock.now() - LAG_MS))
    const words = busy.map(({ startMs, endMs }) => ({
      start: stamp(Math.max(startMs, from), zone),
      end: stamp(Math.min(endMs, to), zone),
    }))
    return [id, { busy: words }]
  })
  return c.json({
    kind: 'calendar#freeBusy',
    timeMin: stamp(from, zone),
    timeMax: stamp(to, zone),
    calendars: Object.fromEntries(said),
  })
}

function readItems(items: unknown): string[] {
  const all = Array.isArray(items) ? items : []
  const ids = all.map((item) => (item as { id?: unknown } | null)?.id)
  if (!ids.every((id) => typeof id === 'string')) throw invalid('Invalid Value')
  return ids
}

function busyTimes(calendar: Calendar, from: number, to: number, asOf: number): Span[] {
  const known = new Map<string, GoogleEvent>()
  for (const { at, event } of calendar.history) if (at <= asOf) known.set(event.id, event)
  return [...known.values()]
    .filter(({ status, transparency }) => status !== 'cancelled' && transparency === undefined)
    .flatMap((event) => (event.recurrence ? standingInstances(event, calendar, from, to) : [event]))
    .map((event) => spanOf(event, calendar.timeZone))
    .filter(({ startMs, endMs }) => endMs > from && startMs < to)
    .sort((a, b) => a.startMs - b.startMs)
}

function merged(spans: Span[]): Span[] {
  const result: Span[] = []
  for (const span of spans) {
    const last = result.at(-1)
    if (last && span.startMs <= last.endMs) last.endMs = Math.max(last.endMs, span.endMs)
    else result.push({ ...span })
  }
  return result
}
