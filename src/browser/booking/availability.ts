/** Free times from the Worker, cached for a minute. */
import type { Day } from '../../core/time.ts'
import type { DayResponse, MonthResponse } from '../../rooms/contract.ts'
import { get } from '../page/api.ts'

const CACHE_MS = 60_000

export interface Availability {
  day(date: Day): Promise<DayResponse>
  /** A month as `2026-05`. */
  month(month: string): Promise<MonthResponse>
  /** Empties the cache, for example after another customer took a time. */
  reset(): void
}

/** The attempt id lets the Worker count the customer's own hold as free. */
export function createAvailability(room: string, attemptId: () => string): Availability {
  const cache = new Map<string, { answer: Promise<unknown>; untilMs: number }>()
  const load = <T>(query: string) => {
    const cached = cache.get(query)
    if (cached && Date.now() < cached.untilMs) return cached.answer as Promise<T>
    const answer = get<T>(`/availability?room=${room}&attempt=${attemptId()}&${query}`)
    cache.set(query, { answer, untilMs: Date.now() + CACHE_MS })
    answer.catch(() => cache.delete(query))
    return answer
  }
  return {
    day: (date) => load(`date=${date}`),
    month: (month) => load(`month=${month}`),
    reset: () => cache.clear(),
  }
}
