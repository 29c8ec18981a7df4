/**
 * Counts what was begun lately. One limiter counts for one address, another for all of them; what
 * comes under a name that was counted already is a repetition, and free.
 */
import { log } from '../core/log.ts'
import { RateLimited } from '../core/refusals.ts'
import type { Rpc } from '../core/rpc.ts'
import type { Storage } from '../core/storage.ts'
import { clientLimit, type LimitedAction, type Limits } from './rules/rate-limits.ts'

interface Use {
  name: string
  atMs: number
}

/** `waitMs` is 0 for whoever may go on; `first` says that nobody was stopped for a window's length. */
export interface Verdict {
  waitMs: number
  isFirstInWindow: boolean
}

export type RateLimiter = ReturnType<typeof createRateLimiter>

const USES = 'uses'
const STOPPED = 'stopped'

export function createRateLimiter(memory: Storage, now: () => number) {
  const within = (windowMs: number) =>
    (memory.get<Use[]>(USES) ?? []).filter(({ atMs }) => now() - atMs < windowMs)

  function judge(name: string, uses: Use[], most: number, windowMs: number): Verdict {
    if (uses.length < most || isIn(uses, name)) return { waitMs: 0, isFirstInWindow: false }
    const stoppedAtMs = memory.get<number>(STOPPED)
    const first = stoppedAtMs === undefined || now() - stoppedAtMs >= windowMs
    if (first) memory.put(STOPPED, now())
    // Until the oldest of as many as may be has left the window.
    const oldest = uses[uses.length - most]
    return { waitMs: oldest ? oldest.atMs + windowMs - now() : windowMs, isFirstInWindow: first }
  }

  return {
    /** Whether there would be room; nothing is counted. */
    check: (name: string, most: number, windowMs: number): Verdict =>
      judge(name, within(windowMs), most, windowMs),

    consume(name: string, most: number, windowMs: number): Verdict {
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
export interface RateLimit {
  /**
   * Before anything is asked of a vendor; nothing is counted.
   * @throws Limited when it would be refused
   */
  check(what: LimitedAction, name: string): Promise<void>
  /**
   * Counts one, right before it is made. A name that was counted before costs nothing.
   * @throws Limited
   */
  consume(what: LimitedAction, name: string): Promise<void>
}

export interface RateLimiters {
  ofAddress(what: LimitedAction): Promise<Rpc<RateLimiter>>
  ofAll(what: LimitedAction): Rpc<RateLimiter>
  /** All addresses together were stopped: the team is to hear of it, and nobody waits for that. */
  alertTeam(what: LimitedAction): void
}

/** The address is asked first, so that a flood from one of them never reaches the counter of all. */
export function createRateLimit(
  address: string,
  limits: Limits,
  counters: RateLimiters
): RateLimit {
  const { windowMs, global: overAll } = limits

  async function pass(what: LimitedAction, ask: Ask): Promise<void> {
    const own = await ask(await counters.ofAddress(what), clientLimit(address, what, limits))
    if (own.waitMs > 0) throw stopped(what, 'address', own)
    const all = await ask(counters.ofAll(what), overAll[what])
    if (all.isFirstInWindow) counters.alertTeam(what)
    if (all.waitMs > 0) throw stopped(what, 'all', all)
  }

  return {
    check: (what, name) => pass(what, (limiter, most) => limiter.check(name, most, windowMs)),
    consume: (what, name) => pass(what, (limiter, most) => limiter.consume(name, most, windowMs)),
  }
}

type Ask = (limiter: Rpc<RateLimiter>, most: number) => Promise<Verdict>

function stopped(what: LimitedAction, whose: 'address' | 'all', { waitMs }: Verdict): RateLimited {
  log.rateLimited(what, whose)
  return new RateLimited(Math.ceil(waitMs / 1000))
}
