/** Calendar events as Google sends them, and the fields that room bookings need. */
import * as z from 'zod/mini'
import { type Day, nextDay, TIME_ZONE } from '../../core/time.ts'
import { toInstant } from '../../core/zoned-time.ts'

export interface BusyEvent {
  id: string
  startMs: number
  endMs: number
  /** Whether it blocks the room. */
  busy: boolean
  /** The payment it was made for; `null` if a person entered it. */
  paymentId: string | null
}

/** An event that these Workers made; `paymentId` is empty when somebody removed it from the event. */
export interface BookedEvent {
  id: string
  startMs: number
  endMs: number
  paymentId: string
}

export interface EventRequest {
  /** Chosen by us: 5 to 1024 characters of `a`–`v` and `0`–`9`. */
  id: string
  summary: string
  description: string
  startMs: number
  endMs: number
  /** Keys of up to 44 characters. Google drops longer ones without an error. */
  privateProperties: Record<string, string>
}

/** The private property that marks our own events. */
const OWN_EVENT = { labour_temple: 'booking' }
/** The same as a filter of the list request. */
export const OWN_EVENT_FILTER = 'labour_temple=booking'

/** In characters. Google cuts longer values without an error. */
const MAX_VALUE_LENGTH = 1024

/** A time without an offset is in its `timeZone` (reference of events). */
const MomentShape = z.union([
  z.object({ date: z.iso.date() }),
  z.object({ dateTime: z.iso.datetime({ offset: true }) }),
  z.object({
    dateTime: z.iso.datetime({ local: true }),
    timeZone: z.string().check(z.minLength(1)),
  }),
])

export const EventShape = z.object({
  id: z.string().check(z.minLength(1)),
  status: z.string().check(z.minLength(1)),
  sequence: z.optional(z.number()),
  transparency: z.optional(z.string()),
  eventType: z.optional(z.string()),
  attendees: z.optional(
    z.array(z.object({ self: z.optional(z.boolean()), responseStatus: z.optional(z.string()) }))
  ),
  extendedProperties: z.optional(
    z.object({ private: z.optional(z.record(z.string(), z.string())) })
  ),
})

const LiveShape = z.extend(EventShape, { start: MomentShape, end: MomentShape })

/** One event: a cancelled one may have no start and end. */
export const OneShape = z.union([
  z.extend(EventShape, { status: z.literal('cancelled') }),
  LiveShape,
])

export const ListShape = z.object({
  /** What the service account may do in this calendar. */
  accessRole: z.string().check(z.minLength(1)),
  /** The calendar's own: the request names none. */
  timeZone: z.string().check(z.minLength(1)),
  items: z.array(OneShape),
  nextPageToken: z.optional(z.string().check(z.minLength(1))),
})

export type GoogleEvent = z.infer<typeof EventShape>
export type Listed = z.infer<typeof OneShape>

/** Roles that may write (reference of acl). Any other role, also one that is new, may not. */
export const WRITER_ROLES: readonly string[] = ['writer', 'owner']

/** Entries that say where a person is or that somebody has a birthday; they use no room. */
const UNUSED_TYPES: readonly string[] = ['workingLocation', 'birthday']

/** @throws when a time cannot be understood. */
export function busyEventOf(event: Listed, zone: string): BusyEvent[] {
  if (!('start' in event) || event.status === 'cancelled') return []
  return [
    {
      id: event.id,
      ...spanOf(event, zone),
      busy: isBusy(event),
      paymentId: isOwn(event, OWN_EVENT) ? paymentOf(event) : null,
    },
  ]
}

/** An all-day event blocks the room, although Google marks it as Free by default. */
function isBusy({ start, transparency, eventType, attendees }: LiveEvent): boolean {
  if (UNUSED_TYPES.includes(eventType ?? '')) return false
  // An invitation that the room itself has declined.
  if (attendees?.some(({ self, responseStatus }) => self && responseStatus === 'declined'))
    return false
  return 'date' in start || transparency !== 'transparent'
}

/**
 * The list is filtered by our private property; check it again in case the filter is ignored.
 * @throws when a time cannot be understood.
 */
export function bookedEventOf(event: Listed, zone: string): BookedEvent[] {
  const found = isOwn(event, OWN_EVENT) ? eventOf(event, zone) : null
  return found ? [found] : []
}

/** `null` for a cancelled event. @throws when a time cannot be understood. */
export function eventOf(event: Listed, zone: string): BookedEvent | null {
  if (!('start' in event) || event.status === 'cancelled') return null
  return { id: event.id, ...spanOf(event, zone), paymentId: paymentOf(event) }
}

const paymentOf = ({ extendedProperties }: GoogleEvent) =>
  extendedProperties?.private?.payment_intent ?? ''

type LiveEvent = z.infer<typeof LiveShape>
type Moment = z.infer<typeof MomentShape>

/**
 * A day is written for people in the house and kept in the calendar's own zone: where the two differ it
 * lasts as long as in either. It lasts a day at least, though its end may be its start (odoo#87646).
 */
function spanOf({ start, end }: LiveEvent, zone: string): { startMs: number; endMs: number } {
  const spans =
    'date' in start && 'date' in end
      ? [zone, TIME_ZONE].map((of) => daysIn(start.date, end.date, of))
      : [{ startMs: instant(start, zone), endMs: instant(end, zone) }]
  const startMs = Math.min(...spans.map((span) => span.startMs))
  const endMs = Math.max(...spans.map((span) => span.endMs))
  if (Number.isFinite(startMs) && Number.isFinite(endMs)) return { startMs, endMs }
  throw new Error('a time without a known zone')
}

function daysIn(first: Day, end: Day, zone: string) {
  const until = end > first ? end : nextDay(first)
  return { startMs: toInstant(first, '00:00', zone), endMs: toInstant(until, '00:00', zone) }
}

function instant(moment: Moment, zone: string): number {
  if ('date' in moment) return toInstant(moment.date, '00:00', zone)
  if (!('timeZone' in moment) || hasOffset(moment.dateTime)) return Date.parse(moment.dateTime)
  const [day = '', clock = ''] = moment.dateTime.split('T')
  const seconds = Number(clock.slice(6)) || 0
  return toInstant(day, clock.slice(0, 5), moment.timeZone) + seconds * 1000
}

const hasOffset = (dateTime: string) => /(Z|[+-]\d\d:\d\d)$/.test(dateTime)

export function bodyOf({ id, summary, description, startMs, endMs, ...rest }: EventRequest) {
  return {
    id,
    summary,
    description,
    // The visitor's address and telephone number stand in the description.
    visibility: 'private',
    start: { dateTime: new Date(startMs).toISOString() },
    end: { dateTime: new Date(endMs).toISOString() },
    extendedProperties: { private: propertiesOf(rest.privateProperties) },
  }
}

/** Whether an event has the id and the private properties of a request, so was made from it. */
export function isMadeFrom(request: EventRequest, event: GoogleEvent): boolean {
  return event.id === request.id && isOwn(event, propertiesOf(request.privateProperties))
}

function propertiesOf(properties: Record<string, string>): Record<string, string> {
  const cut = Object.entries(properties).map(([key, value]) => [
    key,
    value.slice(0, MAX_VALUE_LENGTH),
  ])
  return { ...Object.fromEntries(cut), ...OWN_EVENT }
}

function isOwn(event: GoogleEvent, properties: Record<string, string>): boolean {
  const existing = event.extendedProperties?.private ?? {}
  return Object.entries(properties).every(([key, value]) => existing[key] === value)
}
