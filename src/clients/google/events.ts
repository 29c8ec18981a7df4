/** A calendar event as Google sends it, and what of it matters to a room. */
import * as z from 'zod/mini'
import { toInstant } from '../../core/zoned-time.ts'

export interface BusyEvent {
  id: string
  startMs: number
  endMs: number
  /** Whether it keeps others out of the room. */
  busy: boolean
  /** Made by these Workers, not by a person. */
  ours: boolean
}

/** One of ours, by what we wrote on it; `paymentId` is empty when somebody took that away. */
export interface BookedEvent {
  id: string
  startMs: number
  endMs: number
  paymentId: string
}

export interface EventOrder {
  /** Ours to choose: 5 to 1024 characters of `a`–`v` and `0`–`9`. */
  id: string
  summary: string
  description: string
  startMs: number
  endMs: number
  /** Keys of up to 44 characters; a longer one is dropped by Google without a word. */
  privateProperties: Record<string, string>
}

/** By this private property our own events are known. */
const OWN_EVENT = { labour_temple: 'booking' }
/** The same as a list is asked for it. */
export const OWN_EVENT_FILTER = 'labour_temple=booking'

/** Google cuts a longer value without a word. */
const LONGEST_VALUE = 1024

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
  // A cancelled event need not say when it would have been.
  items: z.array(z.union([z.extend(EventShape, { status: z.literal('cancelled') }), LiveShape])),
  nextPageToken: z.optional(z.string().check(z.minLength(1))),
})

export type GoogleEvent = z.infer<typeof EventShape>
export type Listed = z.infer<typeof ListShape>['items'][number]

/** An all-day event keeps everybody out although Google makes it Free by itself. */
export function busyEventOf(event: Listed): BusyEvent[] {
  if (!('start' in event) || event.status === 'cancelled') return []
  const { id, start, end, transparency } = event
  const busy = 'date' in start || transparency !== 'transparent'
  return [{ id, startMs: instant(start), endMs: instant(end), busy, ours: isOwn(event, OWN_EVENT) }]
}

/** Google sifts by the mark; that it does is not taken on trust. */
export function bookedEventOf(event: Listed): BookedEvent[] {
  if (!('start' in event) || event.status === 'cancelled' || !isOwn(event, OWN_EVENT)) return []
  const { id, start, end, extendedProperties } = event
  const paymentId = extendedProperties?.private?.payment_intent ?? ''
  return [{ id, startMs: instant(start), endMs: instant(end), paymentId }]
}

function instant(moment: z.infer<typeof MomentShape>): number {
  return 'date' in moment ? toInstant(moment.date, '00:00') : Date.parse(moment.dateTime)
}

export function bodyOf({ id, summary, description, startMs, endMs, ...rest }: EventOrder) {
  return {
    id,
    summary,
    description,
    start: { dateTime: new Date(startMs).toISOString() },
    end: { dateTime: new Date(endMs).toISOString() },
    extendedProperties: { private: propertiesOf(rest.privateProperties) },
  }
}

/** Whether an event that already has an order's id was made from that order. */
export function isMadeFrom(order: EventOrder, event: GoogleEvent): boolean {
  return event.id === order.id && isOwn(event, propertiesOf(order.privateProperties))
}

function propertiesOf(said: Record<string, string>): Record<string, string> {
  const cut = Object.entries(said).map(([key, value]) => [key, value.slice(0, LONGEST_VALUE)])
  return { ...Object.fromEntries(cut), ...OWN_EVENT }
}

function isOwn(event: GoogleEvent, properties: Record<string, string>): boolean {
  const there = event.extendedProperties?.private ?? {}
  return Object.entries(properties).every(([key, value]) => there[key] === value)
}
