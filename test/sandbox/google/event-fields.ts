/** Validates the fields of an event; long values are cut where Google cuts them. */
import type { Context } from 'hono'
import { badParameter, invalid, refusal } from './errors.ts'
import { readEnds } from './event-times.ts'
import { type Attendee, type Calendar, EVENT_TYPES, type Moment, type Said } from './records.ts'
import { checkRule } from './recurrence.ts'

export type Fields = Record<string, unknown>

export async function readBody(c: Context): Promise<Fields> {
  // Without a JSON content type the body is not read at all (unverified for v3; strict on purpose).
  const json = /^application\/json/i.test(c.req.header('content-type') ?? '')
  const value: unknown = json ? await c.req.json().catch(() => undefined) : {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusal(400, 'parseError', 'Parse Error')
  }
  return value as Fields
}

const TEXTS = ['summary', 'description', 'location', 'colorId', 'id', 'iCalUID'] as const
const WORDS: Record<string, readonly string[]> = {
  status: ['confirmed', 'tentative', 'cancelled'],
  transparency: ['opaque', 'transparent'],
  visibility: ['default', 'public', 'private', 'confidential'],
  eventType: EVENT_TYPES,
}
/** The rest of the Event resource: Google's own fields, and those that the emulator does not store. */
const OTHERS =
  'kind etag htmlLink created updated creator organizer start end recurrence recurringEventId originalStartTime sequence extendedProperties reminders attendees endTimeUnspecified guestsCanInviteOthers guestsCanModify guestsCanSeeOtherGuests anyoneCanAddSelf source'
const KNOWN = new Set([...TEXTS, ...Object.keys(WORDS), ...OTHERS.split(' ')])

/** Staff may do in Google's own pages what a service account may not. */
export type By = 'account' | 'staff'

export function readSaid(fields: Fields, calendar: Calendar, by: By = 'account'): Said {
  checkKinds(fields)
  if (by === 'account') checkAttendees(fields)
  const recurrence = readRecurrence(fields)
  const properties = readProperties(fields.extendedProperties)
  const ends = readEnds(fields, calendar.timeZone, { recurring: recurrence !== undefined, by })
  const attendees = readAttendees(fields.attendees, calendar)
  const text = (name: string) => (fields[name] ? { [name]: String(fields[name]) } : {})
  return {
    ...text('summary'),
    ...text('description'),
    ...text('location'),
    ...text('status'),
    ...(fields.visibility === 'default' ? {} : text('visibility')),
    ...ends,
    ...(recurrence && { recurrence }),
    ...(fields.transparency === 'transparent' && { transparency: 'transparent' as const }),
    ...(properties && { extendedProperties: properties }),
    ...(attendees && { attendees }),
    eventType: EVENT_TYPES.find((type) => type === fields.eventType) ?? 'default',
  }
}

function checkKinds(fields: Fields): void {
  for (const name of Object.keys(fields)) {
    // Whether Google ignores or refuses a name that it does not know is unverified; here it is refused.
    if (!KNOWN.has(name)) throw invalid(`Unknown field: ${name}`)
  }
  const said = (name: string) => fields[name] !== undefined && fields[name] !== null
  for (const name of TEXTS) {
    if (said(name) && typeof fields[name] !== 'string') throw invalid('Invalid Value')
  }
  for (const [name, words] of Object.entries(WORDS)) {
    if (said(name) && !words.includes(String(fields[name]))) throw invalid('Invalid Value')
  }
}

/** Message and reason: spatie/laravel-google-calendar issues 242 and 159. */
function checkAttendees({ attendees }: Fields): void {
  if (attendees === undefined || attendees === null) return
  if (!Array.isArray(attendees)) throw invalid('Invalid Value')
  if (attendees.length === 0) return
  const words =
    'Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.'
  throw refusal(403, 'forbiddenForServiceAccounts', words, { domain: 'calendar' })
}

const RESPONSES = ['needsAction', 'declined', 'tentative', 'accepted'] as const

/** The entry of the calendar itself is marked `self` (reference of events). */
function readAttendees(value: unknown, calendar: Calendar): Attendee[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  return value.map((one: Fields) => {
    const responseStatus = RESPONSES.find((each) => each === (one.responseStatus ?? 'needsAction'))
    if (typeof one.email !== 'string' || !responseStatus) throw invalid('Invalid Value')
    const self = one.email === calendar.id
    return { email: one.email, responseStatus, ...(self && { self: true as const }) }
  })
}

function readRecurrence({ recurrence: value, start }: Fields): string[] | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value) || !value.every((line) => typeof line === 'string')) {
    throw invalid('Invalid Value')
  }
  if (value.length === 0) return undefined
  checkRule(value, Boolean((start as Moment | null | undefined)?.date))
  return value
}

/** Too long a key is dropped, too long a value cut, both in silence (guide on extended properties). */
function readProperties(value: unknown): Said['extendedProperties'] {
  if (value === undefined || value === null) return undefined
  const entries = Object.entries(value as Fields).map(([kind, pairs]) => {
    if (kind !== 'private' && kind !== 'shared') throw invalid('Invalid Value')
    const all = Object.entries((pairs ?? {}) as Fields)
    // Up to 300 (the same guide); how more are refused is unverified.
    if (all.length > 300 || !all.every(([, each]) => typeof each === 'string')) {
      throw invalid('Invalid Value')
    }
    const kept = all.filter(([key]) => key.length <= 44)
    const cut = kept.map(([key, each]): [string, string] => [key, String(each).slice(0, 1024)])
    return [kind, cut] as const
  })
  // 32 kB in all (the same guide); how more are refused is unverified.
  const size = entries.flatMap(([, pairs]) => pairs.flat()).join('').length
  if (size > 32 * 1024) throw invalid('Invalid Value')
  if (entries.length === 0) return undefined
  return Object.fromEntries(entries.map(([kind, pairs]) => [kind, Object.fromEntries(pairs)]))
}

/** RFC 7396, as Google's patch: null removes, objects are merged, lists replaced. */
export function merge(target: Fields, patch: Fields): Fields {
  const result = { ...target }
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name]
    else if (typeof value === 'object' && !Array.isArray(value)) {
      result[name] = merge((result[name] ?? {}) as Fields, value as Fields)
    } else result[name] = value
  }
  return result
}

/** base32hex, 5 to 1024 characters; with an iCalUID beside it refused (seen 2026-09-01). */
export function readId({ id, iCalUID }: Fields): string | undefined {
  if (id === undefined || id === null) return undefined
  const fits = typeof id === 'string' && /^[a-v0-9]{5,1024}$/.test(id)
  if (!fits || iCalUID) throw invalid('Invalid resource id value.')
  return id
}

export function checkSendUpdates(c: Context): void {
  const said = c.req.query('sendUpdates')
  if (said === undefined || ['all', 'externalOnly', 'none'].includes(said)) return
  throw badParameter(
    'sendUpdates',
    `Invalid string value: '${said}'. Allowed values: [all, externalonly, none]`
  )
}
