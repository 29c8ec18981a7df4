/** Counts the rooms' holds that one address or one e-mail has at a time, so that nobody hoards slots. */
import type { Storage } from '../core/storage.ts'

export interface CountedHold {
  /** The attempt that holds. */
  holder: string
  /** The room's slug. */
  room: string
  untilMs: number
}

export type HoldCounter = ReturnType<typeof createHoldCounter>

const HOLDS = 'holds'

export function createHoldCounter(memory: Storage, now: () => number) {
  const others = (holder: string) =>
    (memory.get<CountedHold[]>(HOLDS) ?? []).filter(
      (hold) => hold.holder !== holder && hold.untilMs > now()
    )

  return {
    /**
     * Counts one more, or answers with as many as there may be: some of them may have been paid or
     * given up meanwhile. A holder who asks again keeps her place.
     */
    take(hold: CountedHold, most: number): CountedHold[] {
      const live = others(hold.holder)
      if (live.length >= most) return live
      memory.put<CountedHold[]>(HOLDS, [...live, hold])
      return []
    },

    /** Paid, or given up: it is no hold any more. */
    release(holder: string): void {
      memory.put<CountedHold[]>(HOLDS, others(holder))
    },
  }
}
