/** Counts the rooms' holds that one address or one e-mail has at a time, so that nobody hoards slots. */
import type { Memory } from './memory.ts'

interface Hold {
  /** The attempt that holds. */
  holder: string
  untilMs: number
}

export type HoldCount = ReturnType<typeof createHoldCount>

const HOLDS = 'holds'

export function createHoldCount(memory: Memory, now: () => number) {
  const others = (holder: string) =>
    (memory.get<Hold[]>(HOLDS) ?? []).filter(
      (hold) => hold.holder !== holder && hold.untilMs > now()
    )

  return {
    /** How long one more hold must wait, 0 for none; a holder who asks again keeps her place. */
    take(holder: string, untilMs: number, most: number): number {
      const live = others(holder)
      if (live.length >= most) return Math.min(...live.map((hold) => hold.untilMs)) - now()
      memory.put<Hold[]>(HOLDS, [...live, { holder, untilMs }])
      return 0
    },

    /** Paid, or given up: it is no hold any more. */
    release(holder: string): void {
      memory.put<Hold[]>(HOLDS, others(holder))
    },
  }
}
