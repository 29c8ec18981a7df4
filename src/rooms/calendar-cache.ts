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

/** Longer than a request to Google may take; a reader whose request was cut off never calls `keep`. */
const READER_MS = 10_000
/** While one reads again, the others get what was shown before, if it is not older than this. */
const MAX_AGE_MS = 60_000
/** A refusal at Gate 1 makes an older cache outdated: staff have entered something since. */
const OUTDATED_MS = 5_000

interface Reader {
  untilMs: number
  done: Promise<void>
  finish(): void
}

/** `freshMs`: how long an answer, also a failure, is given without asking Google again. */
export function createCalendarCache(now: () => number, freshMs: number) {
  let kept: { listing: Listing<BusyEvent> | null; atMs: number } | null = null
  let reader: Reader | null = null

  const isBeingRead = (one: Reader | null): one is Reader => one !== null && now() < one.untilMs

  function startReading(): CacheAnswer {
    const { promise, resolve } = Promise.withResolvers<void>()
    reader = { untilMs: now() + READER_MS, done: promise, finish: resolve }
    return { state: 'read' }
  }

  return {
    /** Answers with the events that touch a range, all of it in the days that can be booked. */
    async ask(range: Interval): Promise<CacheAnswer> {
      for (;;) {
        const ageMs = kept ? now() - kept.atMs : Infinity
        const listing = kept?.listing
        if (listing && (ageMs < freshMs || (isBeingRead(reader) && ageMs < MAX_AGE_MS)))
          return { state: 'known', listing: within(listing, range) }
        if (ageMs < freshMs) return { state: 'failed' }
        if (!isBeingRead(reader)) return startReading()
        await Promise.race([reader.done, pause(reader.untilMs - now())])
      }
    },

    /** `null`: the calendar could not be read. */
    keep(listing: Listing<BusyEvent> | null): void {
      kept = { listing, atMs: now() }
      reader?.finish()
      reader = null
    },

    /** Called when this Worker has deleted events: the calendar is read again at once. */
    forget(): void {
      kept = null
    },

    /** Called when Gate 1 found a time taken that the page may have shown as free. */
    forgetIfOutdated(): void {
      if (kept && now() - kept.atMs >= OUTDATED_MS) kept = null
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
