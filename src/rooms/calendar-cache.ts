/** What a room's calendar showed a moment ago, so that turning the pages of months asks Google rarely. */
import type { BusyEvent } from '../clients/google/events.ts'

export type CalendarCache = ReturnType<typeof createCalendarCache>

/** Staff's own entries show on the page this much later at most; both gates look for themselves. */
const REMEMBER_MS = 60_000
const MOST_MONTHS = 4

export function createCalendarCache(now: () => number) {
  const months = new Map<string, { shown: BusyEvent[]; untilMs: number }>()
  return {
    getCached(month: string): BusyEvent[] | null {
      const kept = months.get(month)
      return kept && kept.untilMs > now() ? kept.shown : null
    },
    setCached(month: string, shown: BusyEvent[]): void {
      if (months.size >= MOST_MONTHS) months.clear()
      months.set(month, { shown, untilMs: now() + REMEMBER_MS })
    },
    /** After every booking and hold. */
    clearCached(): void {
      months.clear()
    },
  }
}
