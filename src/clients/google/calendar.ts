/** The rooms' calendars at Google: what stands in them, and our own events put in and taken out. */
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
  type EventOrder,
  EventShape,
  type GoogleEvent,
  isMadeFrom,
  type Listed,
  ListShape,
  OWN_EVENT_FILTER,
} from './events.ts'
import { ask, type GoogleRequest } from './request.ts'

export interface CalendarConfig {
  /** Down to the version: `https://www.googleapis.com/calendar/v3`. */
  url: string
}

export type Calendar = ReturnType<typeof createCalendar>

/** The greatest page that Google grants, and more pages than any room fills in the days on sale. */
const PAGE = '2500'
const MOST_PAGES = 20

export function createCalendar(config: CalendarConfig, fetcher: Fetch, tokens: TokenSource) {
  const urlOf = (calendarId: string, eventId?: string) => {
    const events = `${config.url}/calendars/${encodeURIComponent(calendarId)}/events`
    return eventId === undefined ? events : `${events}/${encodeURIComponent(eventId)}`
  }
  async function read<T>(shape: z.ZodMiniType<T>, request: GoogleRequest): Promise<T> {
    const parsed = shape.safeParse(await ask(fetcher, tokens, request))
    if (parsed.success) return parsed.data
    throw unreadable(request, parsed.error)
  }
  const insert = async (calendarId: string, order: EventOrder) => {
    const request: GoogleRequest = {
      method: 'POST',
      url: urlOf(calendarId),
      body: bodyOf(order),
    }
    return standing(request, order, await read(EventShape, request))
  }
  /** Everything is said again, for a PUT drops what is not. */
  const revive = async (calendarId: string, order: EventOrder, { sequence }: GoogleEvent) => {
    const request: GoogleRequest = {
      method: 'PUT',
      url: urlOf(calendarId, order.id),
      body: { ...bodyOf(order), status: 'confirmed', ...(sequence !== undefined && { sequence }) },
    }
    return standing(request, order, await read(EventShape, request))
  }

  async function list<T>(
    calendarId: string,
    { fromMs, toMs }: { fromMs: number; toMs: number },
    readOne: (event: Listed) => T[],
    more: Record<string, string> = {}
  ): Promise<T[]> {
    const query = new URLSearchParams({
      timeMin: new Date(fromMs).toISOString(),
      timeMax: new Date(toMs).toISOString(),
      singleEvents: 'true',
      maxResults: PAGE,
      ...more,
    })
    const request = () => ({ method: 'GET' as const, url: `${urlOf(calendarId)}?${query}` })
    const found: T[] = []
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { items, nextPageToken } = await read(ListShape, request())
      for (const item of items) found.push(...readOne(item))
      if (nextPageToken === undefined) return found
      query.set('pageToken', nextPageToken)
    }
    throw unreadable(request())
  }

  return {
    /** Repeating events one by one, cancelled ones not at all; what cannot be read throws. */
    listEvents: (calendarId: string, fromMs: number, toMs: number): Promise<BusyEvent[]> =>
      list(calendarId, { fromMs, toMs }, busyEventOf),

    /** Those that these Workers made, each with the payment that it was made for. */
    listOwnEvents: (calendarId: string, fromMs: number, toMs: number): Promise<BookedEvent[]> =>
      list(calendarId, { fromMs, toMs }, bookedEventOf, {
        privateExtendedProperty: OWN_EVENT_FILTER,
      }),

    /** Once, however often it is asked for; an event that was taken out before comes back. */
    async createEvent(calendarId: string, order: EventOrder): Promise<true> {
      try {
        return await insert(calendarId, order)
      } catch (error) {
        if (!(error instanceof VendorError && error.status === 409)) throw error
        const url = urlOf(calendarId, order.id)
        const there = await read(EventShape, { method: 'GET', url })
        if (there.status === 'cancelled') return revive(calendarId, order, there)
        if (isMadeFrom(order, there)) return true
        throw error
      }
    },

    /** An event that is gone, or never was, is as good as removed. */
    async deleteEvent(calendarId: string, id: string): Promise<true> {
      const request: GoogleRequest = { method: 'DELETE', url: urlOf(calendarId, id) }
      try {
        const answer = await ask(fetcher, tokens, request)
        if (answer === null) return true
      } catch (error) {
        const status = error instanceof VendorError ? error.status : null
        if (status === 404 || status === 410) return true
        throw error
      }
      throw unreadable(request)
    },
  }
}

function unreadable({ method, url }: GoogleRequest, cause?: unknown): VendorError {
  return new VendorError('google', `${method} ${new URL(url).pathname}`, null, cause)
}

function standing(request: GoogleRequest, order: EventOrder, answer: GoogleEvent): true {
  if (answer.status === 'confirmed' && isMadeFrom(order, answer)) return true
  throw unreadable(request)
}
