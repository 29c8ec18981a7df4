/** What is kept between the sweeps of one Worker: when the last whole one ended, and what has failed since when. */
import type { Storage } from '../core/storage.ts'
import { MOST_KEPT, type Seen } from './look.ts'
import type { Round } from './round.ts'

export type SweepRecord = ReturnType<typeof createSweepRecord>

interface PartFailure {
  sinceMs: number
  /** Sweeps in a row in which the part has failed. */
  count: number
}

const LAST = 'last-sweep'
const SEEN = 'seen-sales'
const ROUND = 'last-round'

export function createSweepRecord(memory: Storage, now: () => number) {
  return {
    /** When the last sweep without a failing part ended; `null` if none has since the storage was made. */
    lastSweepAtMs: (): number | null => memory.get<number>(LAST) ?? null,

    finish: (): void => memory.put(LAST, now()),

    /** The last sweep; `null` if there was none. */
    lastRound: (): Round | null => memory.get<Round>(ROUND) ?? null,

    keepRound: (round: Round): void => memory.put(ROUND, round),

    /** What was last seen of each list of sales, by its name. */
    seen: (): Record<string, Seen> => memory.get<Record<string, Seen>>(SEEN) ?? {},

    /**
     * Keeps what a sweep saw of a list, and forgets the unfinished sales that are `closed`. What another
     * sweep has found meanwhile stays: two may run at a time.
     */
    saw(list: string, { atMs, dayReadMs, open }: Seen, closed: readonly string[]): void {
      const all = memory.get<Record<string, Seen>>(SEEN) ?? {}
      const kept = (all[list]?.open ?? []).filter((id) => !closed.includes(id))
      const merged: Seen = {
        atMs: Math.max(atMs, all[list]?.atMs ?? 0),
        dayReadMs: Math.max(dayReadMs, all[list]?.dayReadMs ?? 0),
        open: [...new Set([...kept, ...open])].slice(0, MOST_KEPT),
      }
      memory.put(SEEN, { ...all, [list]: merged })
    },

    /** Counts a failure of a part of the sweep. */
    partFailed(part: string): PartFailure {
      const { sinceMs, count } = memory.get<PartFailure>(`failing:${part}`) ?? {
        sinceMs: now(),
        count: 0,
      }
      const failure = { sinceMs: count === 0 ? now() : sinceMs, count: count + 1 }
      memory.put(`failing:${part}`, failure)
      return failure
    },

    /** Forgets the failures of the parts that worked. */
    partsWorked(parts: readonly string[]): void {
      for (const part of parts)
        if (memory.get<PartFailure>(`failing:${part}`)?.count)
          memory.put<PartFailure>(`failing:${part}`, { sinceMs: 0, count: 0 })
    },

    /** When the team was told about this on this channel; `null` if it was not. */
    toldAtMs: (what: string): number | null => memory.get<number>(`told:${what}`) ?? null,

    told: (what: string): void => memory.put(`told:${what}`, now()),

    /** When a part that is not due in every sweep was done; `null` if it never was. */
    doneAtMs: (what: string): number | null => memory.get<number>(`done:${what}`) ?? null,

    done: (what: string): void => memory.put(`done:${what}`, now()),
  }
}
