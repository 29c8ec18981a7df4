/** Caches a room's calendar by month for a minute, to save requests to Google while a customer browses. */
import type { BusyEvent } from '../clients/google/events.ts'

export type CalendarCache = ReturnType<typeof createCalendarCache>

/** Events that staff enter appear on the page after this time at most. Both gates bypass the cache. */
const CACHE_TTL_MS = 60_000
const MAX_MONTHS = 4

export function createCalendarCache(now: () => number) {
  const months = new Map<string, { events: BusyEvent[]; untilMs: number }>()
  return {
    getCached(month: string): BusyEvent[] | null {
      const cached = months.get(month)
      return cached && cached.untilMs > now() ? cached.events : null
    },
    setCached(month: string, events: BusyEvent[]): void {
      if (months.size >= MAX_MONTHS) months.clear()
      months.set(month, { events, untilMs: now() + CACHE_TTL_MS })
    },
    /** Called after every hold, claim and release. */
    clearCached(): void {
      months.clear()
    },
  }
}
