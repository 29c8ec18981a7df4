/** The events of a calendar: listed, inserted, read, changed and deleted as the v3 reference says. */
import type { Context, Hono } from 'hono'
import { SANDBOX_SERVICE_ACCOUNT } from './account.ts'
import { invalid, notFound, refusal } from './errors.ts'
import { checkSendUpdates, type Fields, merge, readBody, readId, readSaid } from './event-fields.ts'
import type { House } from './index.ts'
import { inZone, listEvents, readZone, seenBy } from './list.ts'
import type { Calendar, GoogleEvent } from './records.ts'
import { READ, WRITE } from './tokens.ts'

export function eventRoutes(app: Hono, house: House): void {
  const at = '/calendars/:calendarId/events'
  app.get(at, (c) => {
    house.tokens.check(c, READ)
    return listEvents(c, house.store.calendar(param(c, 'calendarId')))
  })
  app.post(at, (c) => insert(c, house))
  app.get(`${at}/:eventId`, (c) => {
    house.tokens.check(c, READ)
    const { calendar, event } = find(c, house, 'calendar')
    // A cancelled event is still answered (reference of events.get).
    const zone = readZone(c.req.query('timeZone'), calendar.timeZone)
    return c.json(seenBy(calendar.role, inZone(event, zone)))
  })
  app.put(`${at}/:eventId`, (c) => change(c, house, (_event, fields) => fields))
  app.patch(`${at}/:eventId`, (c) => {
    return change(c, house, (event, fields) => {
      // That a PATCH alone revives a cancelled event is unverified: here only a PUT does.
      if (event.status === 'cancelled') throw gone()
      return merge(writable(event), fields)
    })
  })
  app.delete(`${at}/:eventId`, (c) => remove(c, house))
}

const param = (c: Context, name: string) => c.req.param(name) ?? ''

/** Message and reason: the guide on errors. */
const gone = () => refusal(410, 'deleted', 'Resource has been deleted')

async function insert(c: Context, house: House): Promise<Response> {
  house.tokens.check(c, WRITE)
  const calendar = house.store.writable(param(c, 'calendarId'))
  checkSendUpdates(c)
  const fields = await readBody(c)
  const id = readId(fields)
  const said = readSaid(fields, calendar)
  // An id stays taken after its event is deleted (stackoverflow.com/questions/27542721).
  if (id !== undefined && calendar.events.has(id)) {
    throw refusal(409, 'duplicate', 'The requested identifier already exists.')
  }
  // Whether an event may be born cancelled is unverified.
  if (said.status === 'cancelled') throw invalid('Invalid Value')
  const creator = SANDBOX_SERVICE_ACCOUNT
  return c.json(house.store.create(calendar, said, { creator, ...(id && { id }) }))
}

type Turn = (event: GoogleEvent, fields: Fields) => Fields

async function change(c: Context, house: House, turn: Turn): Promise<Response> {
  house.tokens.check(c, WRITE)
  const { calendar, event } = find(c, house, 'writable')
  checkSendUpdates(c)
  const fields = await readBody(c)
  checkMatch(c, event)
  checkSequence(fields, event)
  if (fields.id !== undefined && fields.id !== event.id) throw invalid('Invalid resource id value.')
  const said = readSaid(turn(event, fields), calendar)
  return c.json(house.store.replace(calendar, event, said))
}

function remove(c: Context, house: House): Response {
  house.tokens.check(c, WRITE)
  const { calendar, event } = find(c, house, 'writable')
  checkSendUpdates(c)
  checkMatch(c, event)
  if (event.status === 'cancelled') throw gone()
  house.store.cancel(calendar, event)
  return c.body(null, 204)
}

/** One instance of a repeating event (`<id>_20260504T160000Z`) cannot be changed here, though Google can. */
function find(
  c: Context,
  { store }: House,
  access: 'calendar' | 'writable'
): { calendar: Calendar; event: GoogleEvent } {
  const calendar = store[access](param(c, 'calendarId'))
  const event = calendar.events.get(param(c, 'eventId'))
  if (!event) throw notFound()
  return { calendar, event }
}

/** Reason and code: the guides on errors and on resource versions. */
function checkMatch(c: Context, event: GoogleEvent): void {
  const expected = c.req.header('if-match')
  if (expected === undefined || expected === '*' || expected === event.etag) return
  throw refusal(412, 'conditionNotMet', 'Precondition Failed', { at: ['header', 'If-Match'] })
}

/** Seen by several public clients; the first half of Google's sentence. */
function checkSequence({ sequence }: Fields, event: GoogleEvent): void {
  if (sequence === undefined || sequence === null) return
  if (Number.isInteger(sequence) && Number(sequence) >= event.sequence) return
  throw invalid('Invalid sequence value.')
}

/** The fields that a caller may set, for a patch to be merged into. */
export function writable(event: GoogleEvent): Fields {
  const { summary, description, location, status, start, end } = event
  const { recurrence, transparency, visibility, extendedProperties, attendees } = event
  const all = { summary, description, location, status, start, end }
  const said = { ...all, recurrence, transparency, visibility, extendedProperties, attendees }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}
