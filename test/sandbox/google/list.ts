/** `events.list`: what touches a time, repeating events as one or each by itself, page by page. */
import type { Context } from 'hono'
import { badParameter, badRequest, emptyRange, refusal } from './errors.ts'
import { spanOf } from './event-times.ts'
import type { Calendar, GoogleEvent } from './records.ts'
import { standingInstances } from './recurrence.ts'
import { isZone, readStamp, stamp } from './zone.ts'

const PARAMETERS =
  'timeMin timeMax singleEvents showDeleted maxResults pageToken privateExtendedProperty orderBy timeZone iCalUID alt prettyPrint'
const KNOWN = new Set(PARAMETERS.split(' '))

/** Default page; "the number of events in the resulting page may be less", so that more asked is not more given. */
const PAGE = 250

interface Query {
  from: number
  to: number
  single: boolean
  deleted: boolean
  order: string | undefined
  size: number
  zone: string
  /** Several: the reference says that all must match, the guide that any may. Here all. */
  properties: [name: string, value: string][]
  uid: string | undefined
}

export function listEvents(c: Context, calendar: Calendar): Response {
  const query = readQuery(c, calendar)
  const found = [...calendar.events.values()].flatMap((event) => shown(event, query, calendar))
  if (query.order === 'startTime') {
    const start = (event: GoogleEvent) => spanOf(event, calendar.timeZone).startMs
    found.sort((a, b) => start(a) - start(b))
  }
  if (query.order === 'updated') found.sort((a, b) => a.updated.localeCompare(b.updated))
  const first = startOf(c.req.query('pageToken'), found.length)
  // A page is cut before it is sifted: it may have fewer events than asked for, or none, and yet a
  // next page (reference of events.list). That this is how Google comes to such pages is a guess.
  const page = found.slice(first, first + query.size).filter((event) => fits(event, query))
  const next = first + query.size
  return c.json({
    kind: 'calendar#events',
    etag: `"p${calendar.history.length}"`,
    summary: calendar.summary,
    updated: calendar.history.at(-1)?.event.updated ?? new Date(0).toISOString(),
    timeZone: query.zone,
    accessRole: calendar.role,
    defaultReminders: [],
    ...(next < found.length && { nextPageToken: tokenOf(next) }),
    items: page.map((event) => seenBy(calendar.role, inZone(event, query.zone))),
  })
}

/** timeMin bounds the end and timeMax the start, both exclusively (reference of events.list). */
function shown(event: GoogleEvent, query: Query, calendar: Calendar): GoogleEvent[] {
  const { from, to } = query
  if (event.recurrence && event.status !== 'cancelled') {
    const instances = standingInstances(event, calendar, from, to)
    if (query.single) return instances
    return instances.length > 0 ? [event] : []
  }
  const { startMs, endMs } = spanOf(event, calendar.timeZone)
  return endMs > from && startMs < to ? [event] : []
}

function fits(event: GoogleEvent, { properties, uid, deleted }: Query): boolean {
  if (event.status === 'cancelled' && !deleted) return false
  if (uid !== undefined && event.iCalUID !== uid) return false
  return properties.every(([name, value]) => event.extendedProperties?.private?.[name] === value)
}

/** A reader sees when a private event is, and nothing of what it is (reference of acl, `reader`). */
export function seenBy(role: Calendar['role'], event: GoogleEvent): GoogleEvent {
  if (role !== 'reader' || event.visibility === undefined || event.visibility === 'public')
    return event
  const { summary, description, location, extendedProperties, attendees, ...rest } = event
  return rest
}

/** A response's times in the zone that was asked for; days stay days. */
export function inZone(event: GoogleEvent, zone: string): GoogleEvent {
  const turned = (moment: GoogleEvent['start']) =>
    moment.dateTime ? { ...moment, dateTime: stamp(Date.parse(moment.dateTime), zone) } : moment
  return { ...event, start: turned(event.start), end: turned(event.end) }
}

function readQuery(c: Context, calendar: Calendar): Query {
  const all = c.req.queries()
  for (const name of Object.keys(all)) {
    // What Google does with a parameter that it does not know is unverified; here it is refused.
    if (!KNOWN.has(name)) throw badParameter(name, `Unknown parameter: ${name}`)
  }
  const single = flag(c, 'singleEvents')
  const order = c.req.query('orderBy')
  if (order !== undefined && order !== 'startTime' && order !== 'updated') {
    throw badParameter('orderBy', `Invalid string value: '${order}'.`)
  }
  if (order === 'startTime' && !single) {
    const words = 'The requested ordering is not available for the particular query.'
    throw refusal(400, 'badRequest', words, { at: ['parameter', 'orderBy'] })
  }
  const from = bound(c.req.query('timeMin')) ?? Number.NEGATIVE_INFINITY
  const to = bound(c.req.query('timeMax')) ?? Number.POSITIVE_INFINITY
  if (to <= from) throw emptyRange()
  return {
    from,
    to,
    single,
    order,
    deleted: flag(c, 'showDeleted'),
    size: Math.min(PAGE, sizeOf(c.req.query('maxResults'))),
    zone: readZone(c.req.query('timeZone'), calendar.timeZone),
    properties: (all.privateExtendedProperty ?? []).map(readProperty),
    uid: c.req.query('iCalUID'),
  }
}

function flag(c: Context, name: string): boolean {
  const said = c.req.query(name)
  if (said === undefined || said === 'false') return false
  if (said === 'true') return true
  throw badParameter(name, `Invalid boolean value: '${said}'.`)
}

/** "Must be an RFC3339 timestamp with mandatory time zone offset." */
function bound(said: string | undefined): number | undefined {
  if (said === undefined) return undefined
  const at = readStamp(said)?.at
  if (at === null || at === undefined) throw badRequest()
  return at
}

/** "The page size can never be larger than 2500"; that more is refused, not cut, is unverified. */
function sizeOf(said: string | undefined): number {
  if (said === undefined) return PAGE
  if (/^[1-9]\d{0,3}$/.test(said) && Number(said) <= 2500) return Number(said)
  throw badParameter(
    'maxResults',
    `Invalid value '${said}'. Values must be within the range: [1, 2500]`
  )
}

export function readZone(said: unknown, otherwise: string): string {
  if (said === undefined) return otherwise
  if (!isZone(said)) throw refusal(400, 'invalid', 'Invalid value for: timeZone')
  return said
}

/** `name=value`; how anything else is refused is unverified. */
function readProperty(said: string): [string, string] {
  const at = said.indexOf('=')
  if (at < 1) throw badParameter('privateExtendedProperty', 'Invalid Value')
  return [said.slice(0, at), said.slice(at + 1)]
}

const tokenOf = (at: number) => Buffer.from(`sandbox ${at}`).toString('base64url')

function startOf(token: string | undefined, length: number): number {
  if (token === undefined) return 0
  const [, at] = /^sandbox (\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (at === undefined || Number(at) > length) throw badParameter('pageToken', 'Invalid Value')
  return Number(at)
}
