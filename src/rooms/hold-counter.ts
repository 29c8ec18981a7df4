/** Counts the current holds of one network address or one e-mail address, to limit holds per person. */
import type { Storage } from '../core/storage.ts'

export interface CountedHold {
  /** Id of the attempt that holds the room. */
  holder: string
  /**
   * Slugs of the rooms in which the attempt may have its hold: the one that it asks for, and those of
   * before, as a press that is refused leaves the hold where it was.
   */
  rooms: readonly string[]
  untilMs: number
}

export type HoldCounter = ReturnType<typeof createHoldCounter>

const HOLDS = 'holds'

export function createHoldCounter(storage: Storage, now: () => number) {
  const counted = () =>
    (storage.get<CountedHold[]>(HOLDS) ?? []).filter(({ untilMs }) => untilMs > now())
  const ofHolder = (holder: string) => counted().find((hold) => hold.holder === holder)
  const others = (holder: string) => counted().filter((hold) => hold.holder !== holder)
  const put = (hold: CountedHold) =>
    storage.put<CountedHold[]>(
      HOLDS,
      hold.rooms.length > 0 ? [...others(hold.holder), hold] : others(hold.holder)
    )

  return {
    /**
     * Counts one more hold and returns an empty list. At the limit it counts nothing and returns the
     * counted holds, because some may have been paid or released. The same holder is counted once.
     */
    take(hold: CountedHold, max: number): CountedHold[] {
      const live = others(hold.holder)
      if (live.length >= max) return live
      const before = ofHolder(hold.holder)?.rooms ?? []
      put({ ...hold, rooms: [...new Set([...before, ...hold.rooms])] })
      return []
    },

    /** The hold was paid or released in this room, or in all, so it is not counted there any more. */
    release(holder: string, room?: string): void {
      const own = ofHolder(holder)
      if (!own) return
      put({ ...own, rooms: room === undefined ? [] : own.rooms.filter((one) => one !== room) })
    },

    /** When the last of the counted holds expires; ms since the epoch, 0 if none is counted. */
    lastExpiryMs: (): number =>
      Math.max(0, ...(storage.get<CountedHold[]>(HOLDS) ?? []).map(({ untilMs }) => untilMs)),
  }
}
