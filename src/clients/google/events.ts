/** Calendar events as Google sends them, and the fields that room bookings need. */
import * as z from 'zod/mini'
import { log } from '../../core/log.ts'
import { MomentShape, type Range, timesOf } from './moments.ts'

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

export const EventShape = z.object({
  id: z.string().check(z.minLength(1)),
  status: z.string().check(z.minLength(1)),
  sequence: z.optional(z.number()),
  transparency: z.optional(z.string()),
  extendedProperties: z.optional(
    z.object({ private: z.optional(z.record(z.string(), z.string())) })
  ),
})

/** Every field may be missing or odd: one entry must not make a calendar unreadable. */
const ListedShape = z.object({
  id: lenient(z.string()),
  status: lenient(z.string()),
  transparency: lenient(z.string()),
  extendedProperties: lenient(z.object({ private: z.optional(z.record(z.string(), z.string())) })),
  start: lenient(MomentShape),
  end: lenient(MomentShape),
})

export const ListShape = z.object({
  items: z.array(z.catch(ListedShape, {})),
  nextPageToken: z.optional(z.string().check(z.minLength(1))),
})

function lenient<T>(shape: z.ZodMiniType<T>) {
  return z.catch(z.nullish(shape), undefined)
}

export type GoogleEvent = z.infer<typeof EventShape>
export type Listed = z.infer<typeof ListShape>['items'][number]

/**
 * An all-day event blocks the room, although Google marks it as Free by default. An entry whose times
 * cannot be read blocks the days that it can touch.
 */
export function busyEventOf(event: Listed, listed: Range): BusyEvent[] {
  if (event.status === 'cancelled') return []
  const { id, start, transparency } = event
  const { fromMs, toMs, isOdd } = timesOf(event, listed)
  if (isOdd) log.oddCalendarEntry(id ?? '')
  const busy = !start?.dateTime || transparency !== 'transparent'
  return [{ id: id ?? '', startMs: fromMs, endMs: toMs, busy, ours: isOwn(event, OWN_EVENT) }]
}

/** The list is filtered by our private property; check it again in case the filter is ignored. */
export function bookedEventOf(event: Listed, listed: Range): BookedEvent[] {
  if (event.status === 'cancelled' || !isOwn(event, OWN_EVENT)) return []
  const { fromMs, toMs } = timesOf(event, listed)
  const paymentId = event.extendedProperties?.private?.payment_intent ?? ''
  return [{ id: event.id ?? '', startMs: fromMs, endMs: toMs, paymentId }]
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

function isOwn(
  event: Pick<Listed, 'extendedProperties'>,
  properties: Record<string, string>
): boolean {
  const existing = event.extendedProperties?.private ?? {}
  return Object.entries(properties).every(([key, value]) => existing[key] === value)
}
