/**
 * What a room's calendar showed, for the pages that ask when it is free. However many ask, Google is
 * asked a few times a minute, so that its allowance is left for the gates, which bypass this.
 */
import type { Listing } from '../clients/google/calendar.ts'
import type { BusyEvent } from '../clients/google/events.ts'
import { type Interval, touches } from './rules/slots.ts'

export type CalendarCache = ReturnType<typeof createCalendarCache>

/** `read`: the caller must read the calendar and then call `keep`. */
export type CacheAnswer =
  | { state: 'known'; listing: Listing<BusyEvent> }
  | { state: 'read' }
  | { state: 'failed' }

const MINUTE_MS = 60_000
/** Longer than a request to Google may take; a reader whose request was cut off never calls `keep`. */
const READER_MS = 10_000
/** A minute, in which all reads may be used up, and the time that a read takes. */
const MAX_AGE_MS = MINUTE_MS + READER_MS

interface Reader {
  untilMs: number
  done: Promise<void>
  finish(): void
}

export function createCalendarCache(now: () => number, readsPerMinute: number) {
  let kept: { listing: Listing<BusyEvent>; atMs: number } | null = null
  let readsMs: number[] = []
  let reader: Reader | null = null

  const current = () => (kept && now() - kept.atMs < MAX_AGE_MS ? kept.listing : null)
  const isBeingRead = (one: Reader | null): one is Reader => one !== null && now() < one.untilMs

  function startReading(): CacheAnswer {
    const { promise, resolve } = Promise.withResolvers<void>()
    reader = { untilMs: now() + READER_MS, done: promise, finish: resolve }
    readsMs = [...readsMs, now()]
    return { state: 'read' }
  }

  return {
    /** Answers with the events that touch a range, all of it in the days that can be booked. */
    async ask(range: Interval): Promise<CacheAnswer> {
      for (;;) {
        readsMs = readsMs.filter((atMs) => now() - atMs < MINUTE_MS)
        const waiting = isBeingRead(reader)
        if (!waiting && readsMs.length < readsPerMinute) return startReading()
        const listing = current()
        if (listing) return { state: 'known', listing: within(listing, range) }
        if (!waiting || !reader) return { state: 'failed' }
        await Promise.race([reader.done, pause(reader.untilMs - now())])
      }
    },

    /** `null`: the calendar could not be read. */
    keep(listing: Listing<BusyEvent> | null): void {
      if (listing) kept = { listing, atMs: now() }
      reader?.finish()
      reader = null
    },

    /** Called when this Worker has taken events out of the calendar: it can be read again at once. */
    forget(): void {
      kept = null
      readsMs = []
    },
  }
}

function within({ events, isWritable }: Listing<BusyEvent>, range: Interval): Listing<BusyEvent> {
  const found = events.filter(({ startMs, endMs }) =>
    touches({ fromMs: startMs, toMs: endMs }, range)
  )
  return { events: found, isWritable }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
