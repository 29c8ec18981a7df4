/** Client of the rooms' calendars at Google: lists events, creates and deletes our own. */
import type * as z from 'zod/mini'
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
  type GoogleEvent,
  isMadeFrom,
  type Listed,
  ListShape,
  OWN_EVENT_FILTER,
} from './events.ts'
import type { Range } from './moments.ts'
import { type GoogleRequest, requestGoogle } from './request.ts'

export interface CalendarConfig {
  /** Including the version: `https://www.googleapis.com/calendar/v3`. */
  url: string
}

export type Calendar = ReturnType<typeof createCalendar>

/** The largest page that Google allows, and more pages than any room fills in the days on sale. */
const PAGE = '2500'
const MAX_PAGES = 20

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
    listed: Range,
    readOne: (event: Listed, listed: Range) => T[],
    more: Record<string, string> = {}
  ): Promise<T[]> {
    const query = new URLSearchParams({
      timeMin: new Date(listed.fromMs).toISOString(),
      timeMax: new Date(listed.toMs).toISOString(),
      singleEvents: 'true',
      maxResults: PAGE,
      ...more,
    })
    const request = () => ({ method: 'GET' as const, url: `${urlOf(calendarId)}?${query}` })
    const found: T[] = []
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { items, nextPageToken } = await read(ListShape, request())
      for (const item of items) found.push(...readOne(item, listed))
      if (nextPageToken === undefined) return found
      query.set('pageToken', nextPageToken)
    }
    throw unparseable(request())
  }

  return {
    /** Each occurrence of repeating events, without cancelled ones. One that cannot be parsed is busy for the days it can touch. */
    listEvents: (calendarId: string, fromMs: number, toMs: number): Promise<BusyEvent[]> =>
      list(calendarId, { fromMs, toMs }, busyEventOf),

    /** Events that these Workers made, each with the payment it was made for. */
    listOwnEvents: (calendarId: string, fromMs: number, toMs: number): Promise<BookedEvent[]> =>
      list(calendarId, { fromMs, toMs }, bookedEventOf, {
        privateExtendedProperty: OWN_EVENT_FILTER,
      }),

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

    /** An event that does not exist counts as deleted. */
    async deleteEvent(calendarId: string, id: string): Promise<true> {
      const request: GoogleRequest = { method: 'DELETE', url: urlOf(calendarId, id) }
      try {
        const answer = await requestGoogle(fetcher, tokens, request)
        if (answer === null) return true
      } catch (error) {
        const status = error instanceof VendorError ? error.status : null
        if (status === 404 || status === 410) return true
        throw error
      }
      throw unparseable(request)
    },
  }
}

function unparseable({ method, url }: GoogleRequest, cause?: unknown): VendorError {
  return new VendorError('google', `${method} ${new URL(url).pathname}`, null, cause)
}

function assertCreated(request: GoogleRequest, event: EventRequest, answer: GoogleEvent): true {
  if (answer.status === 'confirmed' && isMadeFrom(event, answer)) return true
  throw unparseable(request)
}
