/** Sandbox only: manual edits by staff in Google Calendar, without a token. */
import type { Hono } from 'hono'
import { invalid, notFound } from './errors.ts'
import { type Fields, readBody, readSaid } from './event-fields.ts'
import type { House } from './index.ts'
import type { Role } from './records.ts'

const STAFF = 'staff@labourtemple.example'
const ROLES: Role[] = ['writer', 'reader', 'none']

export function staffRoutes(app: Hono, { store }: House): void {
  const at = '/sandbox/calendars/:calendarId'
  app.post(`${at}/events`, async (c) => {
    const calendar = store.any(c.req.param('calendarId'))
    const said = readSaid(freeIfAllDay(await readBody(c)), calendar)
    return c.json(store.create(calendar, said, { creator: STAFF }))
  })
  app.delete(`${at}/events/:eventId`, (c) => {
    const calendar = store.any(c.req.param('calendarId'))
    const event = calendar.events.get(c.req.param('eventId'))
    if (!event || event.status === 'cancelled') throw notFound()
    store.cancel(calendar, event)
    return c.body(null, 204)
  })
  /** `{role}`: shares the calendar with the service account, or no longer. */
  app.put(`${at}/sharing`, async (c) => {
    const calendar = store.any(c.req.param('calendarId'))
    const { role } = await readBody(c)
    const known = ROLES.find((each) => each === role)
    if (!known) throw invalid(`role must be one of ${ROLES.join(', ')}`)
    calendar.role = known
    return c.json({ id: calendar.id, role: known })
  })
}

/** An all-day event made in Google's own UI is Free unless it is set to Busy (`opaque`). */
function freeIfAllDay(fields: Fields): Fields {
  const allDay = Boolean((fields.start as { date?: string } | undefined)?.date)
  return allDay ? { transparency: 'transparent', ...fields } : fields
}
