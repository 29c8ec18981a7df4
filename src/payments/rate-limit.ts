/**
 * Counts what was begun lately. One limiter counts for one address, another for all of them; what
 * comes under a name that was counted already is a repetition, and free.
 */
import { events } from '../core/log.ts'
import { TooMany } from '../core/refusals.ts'
import type { Memory } from '../core/storage.ts'
import type { Remote } from './context.ts'
import { type Limited, type Limits, shareOf } from './rules/rate-limits.ts'

interface Use {
  name: string
  atMs: number
}

/** `waitMs` is 0 for whoever may go on; `first` says that nobody was stopped for a window's length. */
export interface Verdict {
  waitMs: number
  first: boolean
}

export type Limiter = ReturnType<typeof createLimiter>

const USES = 'uses'
const STOPPED = 'stopped'

export function createLimiter(memory: Memory, now: () => number) {
  const within = (windowMs: number) =>
    (memory.get<Use[]>(USES) ?? []).filter(({ atMs }) => now() - atMs < windowMs)

  function judge(name: string, uses: Use[], most: number, windowMs: number): Verdict {
    if (uses.length < most || isIn(uses, name)) return { waitMs: 0, first: false }
    const stoppedAtMs = memory.get<number>(STOPPED)
    const first = stoppedAtMs === undefined || now() - stoppedAtMs >= windowMs
    if (first) memory.put(STOPPED, now())
    // Until the oldest of as many as may be has left the window.
    const oldest = uses[uses.length - most]
    return { waitMs: oldest ? oldest.atMs + windowMs - now() : windowMs, first }
  }

  return {
    /** Whether there would be room; nothing is counted. */
    look: (name: string, most: number, windowMs: number): Verdict =>
      judge(name, within(windowMs), most, windowMs),

    take(name: string, most: number, windowMs: number): Verdict {
      const uses = within(windowMs)
      const verdict = judge(name, uses, most, windowMs)
      const isNew = verdict.waitMs === 0 && !isIn(uses, name)
      if (isNew) memory.put<Use[]>(USES, [...uses, { name, atMs: now() }])
      return verdict
    },
  }
}

const isIn = (uses: Use[], name: string) => uses.some((use) => use.name === name)

/** The way in for what costs: a purchase begun, a code looked up. */
export interface Door {
  /**
   * Before anything is asked of a vendor; nothing is counted.
   * @throws TooMany when it would be refused
   */
  look(what: Limited, name: string): Promise<void>
  /**
   * Counts one, right before it is made. A name that was counted before costs nothing.
   * @throws TooMany
   */
  admit(what: Limited, name: string): Promise<void>
}

export interface Counters {
  ofAddress(what: Limited): Promise<Remote<Limiter>>
  ofAll(what: Limited): Remote<Limiter>
  /** All addresses together were stopped: the team is to hear of it, and nobody waits for that. */
  tell(what: Limited): void
}

/** The address is asked first, so that a flood from one of them never reaches the counter of all. */
export function createDoor(address: string, limits: Limits, counters: Counters): Door {
  const { windowMs, overAll } = limits

  async function pass(what: Limited, ask: Ask): Promise<void> {
    const own = await ask(await counters.ofAddress(what), shareOf(address, what, limits))
    if (own.waitMs > 0) throw stopped(what, 'address', own)
    const all = await ask(counters.ofAll(what), overAll[what])
    if (all.first) counters.tell(what)
    if (all.waitMs > 0) throw stopped(what, 'all', all)
  }

  return {
    look: (what, name) => pass(what, (limiter, most) => limiter.look(name, most, windowMs)),
    admit: (what, name) => pass(what, (limiter, most) => limiter.take(name, most, windowMs)),
  }
}

type Ask = (limiter: Remote<Limiter>, most: number) => Promise<Verdict>

function stopped(what: Limited, whose: 'address' | 'all', { waitMs }: Verdict): TooMany {
  events.tooMany(what, whose)
  return new TooMany(Math.ceil(waitMs / 1000))
}
