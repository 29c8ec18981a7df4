/** What is free, as the Worker says; its answers are remembered for a minute. */
import type { Day } from '../../core/time.ts'
import type { DayResponse, MonthResponse } from '../../rooms/contract.ts'
import { get } from '../page/api.ts'

const FRESH_MS = 60_000

export interface FreeTimes {
  day(date: Day): Promise<DayResponse>
  /** `2026-05`. */
  month(month: string): Promise<MonthResponse>
  /** Somebody else was quicker: nothing that is remembered counts. */
  forget(): void
}

/** Her own hold, known by her attempt, does not stand in her way. */
export function askFreeTimes(room: string, attemptId: () => string): FreeTimes {
  const known = new Map<string, { answer: Promise<unknown>; untilMs: number }>()
  const ask = <T>(query: string) => {
    const last = known.get(query)
    if (last && Date.now() < last.untilMs) return last.answer as Promise<T>
    const answer = get<T>(`/availability?room=${room}&attempt=${attemptId()}&${query}`)
    known.set(query, { answer, untilMs: Date.now() + FRESH_MS })
    answer.catch(() => known.delete(query))
    return answer
  }
  return {
    day: (date) => ask(`date=${date}`),
    month: (month) => ask(`month=${month}`),
    forget: () => known.clear(),
  }
}
