/** Keeps the calendars' events: nothing is ever removed, a deleted event stays as a cancelled one. */
import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { seedCalendars } from './calendars.ts'
import { notFound, refusal } from './errors.ts'
import type { Calendar, GoogleEvent, Said } from './records.ts'

export interface Store {
  clock: Clock
  /** As the service account sees it: one that is not shared with it is not there. */
  calendar(id: string): Calendar
  writable(id: string): Calendar
  /** As staff see it. */
  any(id: string): Calendar
  create(calendar: Calendar, said: Said, by: { creator: string; id?: string }): GoogleEvent
  replace(calendar: Calendar, event: GoogleEvent, said: Said): GoogleEvent
  cancel(calendar: Calendar, event: GoogleEvent): void
  /** Puts an event in as it is: moved here from another calendar, or one instance that was changed. */
  put(calendar: Calendar, event: GoogleEvent): GoogleEvent
  /**
   * Of each calendar that ever held one, every event in the order of creation, as `events.get` answers
   * it. A deleted one stays in its place with all its fields and `status: 'cancelled'`: what stands in
   * the calendar is what is not cancelled. A repeating event is one, with its `recurrence`.
   */
  state(): Record<string, GoogleEvent[]>
  reset(): void
}

export function createStore(clock: Clock): Store {
  let calendars = seedCalendars()
  const any = (id: string) => {
    const found = calendars.get(id)
    if (!found) throw notFound()
    return found
  }
  // Not shared is 404, as unknown is: the guide on errors names both causes.
  const calendar = (id: string) => {
    const found = any(id)
    if (found.role === 'none') throw notFound()
    return found
  }
  const keep = (where: Calendar, event: GoogleEvent) => {
    where.events.set(event.id, event)
    where.history.push({ at: clock.now(), event })
    return event
  }
  return {
    clock,
    any,
    calendar,
    writable(id) {
      const found = calendar(id)
      if (found.isReadOnly) {
        throw refusal(403, 'quotaExceeded', 'Calendar usage limits exceeded.', {
          domain: 'usageLimits',
        })
      }
      if (found.role === 'writer' || found.role === 'owner') return found
      const words = 'You need to have writer access to this calendar.'
      throw refusal(403, 'requiredAccessLevel', words, { domain: 'calendar' })
    },
    create: (where, said, by) => keep(where, build(where, said, by, clock.now())),
    replace: (where, event, said) => keep(where, rebuild(event, said, clock.now())),
    cancel(where, event) {
      keep(where, { ...event, ...marks(event.id, clock.now()), status: 'cancelled' })
    },
    put: (where, event) => keep(where, { ...event, ...marks(event.id, clock.now()) }),
    state: () =>
      Object.fromEntries(
        [...calendars.values()]
          .filter(({ events }) => events.size > 0)
          .map(({ id, events }) => [id, [...events.values()]])
      ),
    reset: () => {
      calendars = seedCalendars()
    },
  }
}

function marks(id: string, now: number) {
  return { updated: new Date(now).toISOString(), etag: etagOf(id) }
}

/** New with every change, as a quoted number. */
let changes = 0
function etagOf(id: string): string {
  changes += 1
  const digest = createHash('sha256').update(`${id} ${changes}`).digest('hex')
  return `"${Number.parseInt(digest.slice(0, 13), 16)}"`
}

const BASE32HEX = '0123456789abcdefghijklmnopqrstuv'
const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(26))].map((byte) => BASE32HEX[byte % 32]).join('')

function build(
  calendar: Calendar,
  said: Said,
  { creator, id = newId() }: { creator: string; id?: string },
  now: number
): GoogleEvent {
  return {
    kind: 'calendar#event',
    ...marks(id, now),
    id,
    htmlLink: `https://www.google.com/calendar/event?eid=${id}`,
    created: new Date(now).toISOString(),
    creator: { email: creator },
    organizer: organizerOf(calendar, said, creator),
    iCalUID: `${id}@google.com`,
    sequence: 0,
    reminders: { useDefault: true },
    eventType: 'default',
    ...said,
    status: said.status ?? 'confirmed',
  }
}

/** A calendar that is among the guests was invited by somebody else. */
function organizerOf(calendar: Calendar, said: Said, creator: string): GoogleEvent['organizer'] {
  const invited = said.attendees?.some(({ self }) => self)
  if (invited) return { email: creator }
  return { email: calendar.id, displayName: calendar.summary, self: true }
}

/** What is not said is gone, as with a PUT; only what is Google's own stays. */
function rebuild(event: GoogleEvent, said: Said, now: number): GoogleEvent {
  const { kind, id, htmlLink, created, creator, organizer, iCalUID, reminders } = event
  const { eventType, recurringEventId, originalStartTime } = event
  const moved = JSON.stringify([said.start, said.end]) !== JSON.stringify([event.start, event.end])
  return {
    kind,
    ...marks(id, now),
    id,
    htmlLink,
    created,
    creator,
    organizer,
    iCalUID,
    // A new time is a new revision; whether a revival is one is unverified.
    sequence: event.sequence + (moved ? 1 : 0),
    reminders,
    ...(recurringEventId && { recurringEventId }),
    ...(originalStartTime && { originalStartTime }),
    ...said,
    // "The event type cannot be modified after the event is created" (reference of events).
    eventType,
    // Whether a PUT that says no status revives a cancelled event is unverified: here it does not.
    status: said.status ?? event.status,
  }
}
