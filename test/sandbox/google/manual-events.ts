/** Sandbox only: manual edits by staff in Google Calendar, without a token. */
import type { Context, Hono } from 'hono'
import { invalid, notFound, refusal } from './errors.ts'
import { type Fields, merge, readBody, readSaid } from './event-fields.ts'
import { writable } from './events.ts'
import type { House } from './index.ts'
import type { Calendar, GoogleEvent, Role } from './records.ts'
import { instancesOf } from './recurrence.ts'
import type { Store } from './store.ts'
import { isZone } from './zone.ts'

const STAFF = 'staff@labourtemple.example'
const ROLES: Role[] = ['owner', 'writer', 'reader', 'none']

export function staffRoutes(app: Hono, { store }: House): void {
  const at = '/sandbox/calendars/:calendarId'
  app.post(`${at}/events`, async (c) => {
    const calendar = store.any(c.req.param('calendarId'))
    const said = readSaid(freeIfAllDay(await readBody(c)), calendar, 'staff')
    return c.json(store.create(calendar, said, { creator: STAFF }))
  })
  /** Any field, as with Google's own PATCH; of a repeating event also one instance by its id. */
  app.patch(`${at}/events/:eventId`, async (c) => {
    const { calendar, event } = find(c, store)
    const said = readSaid(merge(writable(event), await readBody(c)), calendar, 'staff')
    return c.json(store.replace(calendar, event, said))
  })
  app.delete(`${at}/events/:eventId`, (c) => {
    const { calendar, event } = find(c, store)
    store.cancel(calendar, event)
    return c.body(null, 204)
  })
  /** Out of the bin. */
  app.post(`${at}/events/:eventId/restore`, (c) => {
    const calendar = store.any(c.req.param('calendarId'))
    const event = calendar.events.get(c.req.param('eventId'))
    if (event?.status !== 'cancelled') throw notFound()
    return c.json(store.put(calendar, { ...event, status: 'confirmed' }))
  })
  /** `{destination}`: the same event and id on another calendar; here it is cancelled (events.move). */
  app.post(`${at}/events/:eventId/move`, async (c) => {
    const { calendar, event } = find(c, store)
    const { destination } = await readBody(c)
    const other = store.any(String(destination))
    if (event.eventType !== 'default') throw invalid('Only default events can be moved.')
    const there = other.events.get(event.id)
    if (there && there.status !== 'cancelled')
      throw refusal(409, 'duplicate', 'The requested identifier already exists.')
    store.cancel(calendar, event)
    const organizer = { email: other.id, displayName: other.summary, self: true as const }
    return c.json(store.put(other, { ...event, organizer }))
  })
  /** `{role, isReadOnly?}`: what the service account may do; and whether Google takes any writes at all. */
  app.put(`${at}/sharing`, async (c) => {
    const calendar = store.any(c.req.param('calendarId'))
    const { role, isReadOnly = false } = await readBody(c)
    const known = ROLES.find((each) => each === role)
    if (!known) throw invalid(`role must be one of ${ROLES.join(', ')}`)
    calendar.role = known
    calendar.isReadOnly = isReadOnly === true
    return c.json({ id: calendar.id, role: known })
  })
  /** `{timeZone}` of the calendar, as in its settings. */
  app.put(`${at}/zone`, async (c) => {
    const calendar = store.any(c.req.param('calendarId'))
    const { timeZone } = await readBody(c)
    if (!isZone(timeZone)) throw invalid('Invalid Value')
    calendar.timeZone = timeZone
    return c.json({ id: calendar.id, timeZone })
  })
}

/** A standing event, or one instance of a repeating one (`<id>_20260504T160000Z`). */
function find(c: Context, store: Store): { calendar: Calendar; event: GoogleEvent } {
  const calendar = store.any(c.req.param('calendarId') ?? '')
  const id = c.req.param('eventId') ?? ''
  const event = calendar.events.get(id) ?? instanceOf(calendar, id)
  if (!event || event.status === 'cancelled') throw notFound()
  return { calendar, event }
}

function instanceOf(calendar: Calendar, id: string): GoogleEvent | undefined {
  const series = calendar.events.get(id.slice(0, id.lastIndexOf('_')))
  if (!series?.recurrence || series.status === 'cancelled') return undefined
  const { NEGATIVE_INFINITY: from, POSITIVE_INFINITY: to } = Number
  return instancesOf(series, calendar.timeZone, from, to).find((one) => one.id === id)
}

/** An all-day event made in Google's own UI is Free unless it is set to Busy (`opaque`). */
function freeIfAllDay(fields: Fields): Fields {
  const allDay = Boolean((fields.start as { date?: string } | undefined)?.date)
  return allDay ? { transparency: 'transparent', ...fields } : fields
}
