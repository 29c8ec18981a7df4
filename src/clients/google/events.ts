/** Calendar events as Google sends them, and the fields that room bookings need. */
import * as z from 'zod/mini'
import { toInstant } from '../../core/zoned-time.ts'

export interface BusyEvent {
  id: string
  startMs: number
  endMs: number
  /** Whether it blocks the room. */
  busy: boolean
  /** Made by these Workers, not by a person. */
  ours: boolean
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

const MomentShape = z.union([
  z.object({ date: z.iso.date() }),
  z.object({ dateTime: z.iso.datetime({ offset: true }) }),
])

export const EventShape = z.object({
  id: z.string().check(z.minLength(1)),
  status: z.string().check(z.minLength(1)),
  sequence: z.optional(z.number()),
  transparency: z.optional(z.string()),
  extendedProperties: z.optional(
    z.object({ private: z.optional(z.record(z.string(), z.string())) })
  ),
})

const LiveShape = z.extend(EventShape, { start: MomentShape, end: MomentShape })

export const ListShape = z.object({
  // A cancelled event may have no start and end.
  items: z.array(z.union([z.extend(EventShape, { status: z.literal('cancelled') }), LiveShape])),
  nextPageToken: z.optional(z.string().check(z.minLength(1))),
})

export type GoogleEvent = z.infer<typeof EventShape>
export type Listed = z.infer<typeof ListShape>['items'][number]

/** An all-day event blocks the room, although Google marks it as Free by default. */
export function busyEventOf(event: Listed): BusyEvent[] {
  if (!('start' in event) || event.status === 'cancelled') return []
  const { id, start, end, transparency } = event
  const busy = 'date' in start || transparency !== 'transparent'
  return [{ id, startMs: instant(start), endMs: instant(end), busy, ours: isOwn(event, OWN_EVENT) }]
}

/** The list is filtered by our private property; check it again in case the filter is ignored. */
export function bookedEventOf(event: Listed): BookedEvent[] {
  if (!('start' in event) || event.status === 'cancelled' || !isOwn(event, OWN_EVENT)) return []
  const { id, start, end, extendedProperties } = event
  const paymentId = extendedProperties?.private?.payment_intent ?? ''
  return [{ id, startMs: instant(start), endMs: instant(end), paymentId }]
}

function instant(moment: z.infer<typeof MomentShape>): number {
  return 'date' in moment ? toInstant(moment.date, '00:00') : Date.parse(moment.dateTime)
}

export function bodyOf({ id, summary, description, startMs, endMs, ...rest }: EventRequest) {
  return {
    id,
    summary,
    description,
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
