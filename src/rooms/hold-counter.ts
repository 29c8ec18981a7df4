/** Counts the current holds of one network address or one e-mail address, to limit holds per person. */
import type { Storage } from '../core/storage.ts'

export interface CountedHold {
  /** Id of the attempt that holds the room. */
  holder: string
  /** The room's slug. */
  room: string
  untilMs: number
}

export type HoldCounter = ReturnType<typeof createHoldCounter>

const HOLDS = 'holds'

export function createHoldCounter(storage: Storage, now: () => number) {
  const others = (holder: string) =>
    (storage.get<CountedHold[]>(HOLDS) ?? []).filter(
      (hold) => hold.holder !== holder && hold.untilMs > now()
    )

  return {
    /**
     * Counts one more hold and returns an empty list. At the limit it counts nothing and returns the
     * counted holds, because some may have been paid or released. The same holder is counted once.
     */
    take(hold: CountedHold, max: number): CountedHold[] {
      const live = others(hold.holder)
      if (live.length >= max) return live
      storage.put<CountedHold[]>(HOLDS, [...live, hold])
      return []
    },

    /** The hold was paid or released, so it is not counted any more. */
    release(holder: string): void {
      storage.put<CountedHold[]>(HOLDS, others(holder))
    },

    /** When the last of the counted holds expires; ms since the epoch, 0 if none is counted. */
    lastExpiryMs: (): number =>
      Math.max(0, ...(storage.get<CountedHold[]>(HOLDS) ?? []).map(({ untilMs }) => untilMs)),
  }
}
