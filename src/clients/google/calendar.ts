/** Client of the rooms' calendars at Google: lists events, creates and deletes our own. */
import type * as z from 'zod/mini'
import { TIME_ZONE } from '../../core/time.ts'
import { VendorError } from '../../core/vendor-error.ts'
import type { TokenSource } from '../access-token.ts'
import type { Fetch } from '../http.ts'
import {
  type BookedEvent,
  type BusyEvent,
  bodyOf,
  bookedEventOf,
  busyEventOf,
  type EventRequest,
  EventShape,
  eventOf,
  type GoogleEvent,
  isMadeFrom,
  type Listed,
  ListShape,
  OneShape,
  OWN_EVENT_FILTER,
  WRITER_ROLES,
} from './events.ts'
import { type GoogleRequest, requestGoogle } from './request.ts'

export interface CalendarConfig {
  /** Including the version: `https://www.googleapis.com/calendar/v3`. */
  url: string
}

/** A calendar in a range of time. */
export interface Listing<T> {
  events: T[]
  /** Whether the service account may change events; Google says so with every list. */
  isWritable: boolean
}

export type Calendar = ReturnType<typeof createCalendar>

/** The largest page that Google allows, and more pages than any room fills in the days on sale. */
const PAGE = '2500'
const MAX_PAGES = 20

/**
 * Google looks for an all-day event in the calendar's own zone, which may be 22 hours from Seattle's,
 * and takes one that ends on its own day for a moment. So the days around are read too.
 */
const ALL_DAY_REACH_MS = 2 * 24 * 3600_000

export function createCalendar(config: CalendarConfig, fetcher: Fetch, tokens: TokenSource) {
  const urlOf = (calendarId: string, eventId?: string) => {
    const events = `${config.url}/calendars/${encodeURIComponent(calendarId)}/events`
    return eventId === undefined ? events : `${events}/${encodeURIComponent(eventId)}`
  }
  async function read<T>(shape: z.ZodMiniType<T>, request: GoogleRequest): Promise<T> {
    const parsed = shape.safeParse(await requestGoogle(fetcher, tokens, request))
    if (parsed.success) return parsed.data
    throw unparseable(request, parsed.error)
  }
  const insert = async (calendarId: string, event: EventRequest) => {
    const request: GoogleRequest = {
      method: 'POST',
      url: urlOf(calendarId),
      body: bodyOf(event),
    }
    return assertCreated(request, event, await read(EventShape, request))
  }
  /** Sends every field again, because a PUT drops fields that are missing. */
  const restoreDeleted = async (
    calendarId: string,
    event: EventRequest,
    { sequence }: GoogleEvent
  ) => {
    const request: GoogleRequest = {
      method: 'PUT',
      url: urlOf(calendarId, event.id),
      body: { ...bodyOf(event), status: 'confirmed', ...(sequence !== undefined && { sequence }) },
    }
    return assertCreated(request, event, await read(EventShape, request))
  }

  async function list<T>(
    calendarId: string,
    { fromMs, toMs }: { fromMs: number; toMs: number },
    readOne: (event: Listed, zone: string) => T[],
    more: Record<string, string> = {}
  ): Promise<Listing<T>> {
    const query = new URLSearchParams({
      timeMin: new Date(fromMs).toISOString(),
      timeMax: new Date(toMs).toISOString(),
      singleEvents: 'true',
      maxResults: PAGE,
      ...more,
    })
    const request = () => ({ method: 'GET' as const, url: `${urlOf(calendarId)}?${query}` })
    const found: T[] = []
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { items, nextPageToken, accessRole, timeZone } = await read(ListShape, request())
      for (const item of items) found.push(...parsed(request(), () => readOne(item, timeZone)))
      if (nextPageToken === undefined)
        return { events: found, isWritable: WRITER_ROLES.includes(accessRole) }
      query.set('pageToken', nextPageToken)
    }
    throw unparseable(request())
  }

  return {
    /** Each occurrence of repeating events, without cancelled ones. Throws if an event cannot be parsed. */
    async listEvents(
      calendarId: string,
      fromMs: number,
      toMs: number
    ): Promise<Listing<BusyEvent>> {
      const asked = { fromMs: fromMs - ALL_DAY_REACH_MS, toMs: toMs + ALL_DAY_REACH_MS }
      const { events, isWritable } = await list(calendarId, asked, busyEventOf)
      const touching = events.filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs)
      return { events: touching, isWritable }
    },

    /** Events that these Workers made, each with the payment it was made for. */
    async listOwnEvents(calendarId: string, fromMs: number, toMs: number): Promise<BookedEvent[]> {
      const { events } = await list(calendarId, { fromMs, toMs }, bookedEventOf, {
        privateExtendedProperty: OWN_EVENT_FILTER,
      })
      return events
    },

    /** The event with this id; `null` if it is deleted or not in this calendar. */
    async getEvent(calendarId: string, id: string): Promise<BookedEvent | null> {
      const request: GoogleRequest = { method: 'GET', url: urlOf(calendarId, id) }
      try {
        const event = await read(OneShape, request)
        return parsed(request, () => eventOf(event, TIME_ZONE))
      } catch (error) {
        if (isGone(error)) return null
        throw error
      }
    },

    /** Creates the event once, also when called again. Restores it if it was deleted before. */
    async createEvent(calendarId: string, event: EventRequest): Promise<true> {
      try {
        return await insert(calendarId, event)
      } catch (error) {
        if (!(error instanceof VendorError && error.status === 409)) throw error
        const url = urlOf(calendarId, event.id)
        const existing = await read(EventShape, { method: 'GET', url })
        if (existing.status === 'cancelled') return restoreDeleted(calendarId, event, existing)
        if (isMadeFrom(event, existing)) return true
        throw error
      }
    },

    /** Returns whether the event was there. One that does not exist counts as deleted. */
    async deleteEvent(calendarId: string, id: string): Promise<boolean> {
      const request: GoogleRequest = { method: 'DELETE', url: urlOf(calendarId, id) }
      try {
        const answer = await requestGoogle(fetcher, tokens, request)
        if (answer === null) return true
      } catch (error) {
        if (isGone(error)) return false
        throw error
      }
      throw unparseable(request)
    },
  }
}

/** 404: never in this calendar, or the calendar is not shared. 410: deleted. */
function isGone(error: unknown): boolean {
  return error instanceof VendorError && (error.status === 404 || error.status === 410)
}

/** @throws VendorError when `parse` fails */
function parsed<T>(request: GoogleRequest, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw unparseable(request, cause)
  }
}

function unparseable({ method, url }: GoogleRequest, cause?: unknown): VendorError {
  return new VendorError('google', `${method} ${new URL(url).pathname}`, null, cause)
}

function assertCreated(request: GoogleRequest, event: EventRequest, answer: GoogleEvent): true {
  if (answer.status === 'confirmed' && isMadeFrom(event, answer)) return true
  throw unparseable(request)
}
