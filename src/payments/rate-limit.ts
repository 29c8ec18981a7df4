/**
 * Sliding-window rate limits. One limiter counts for one client address, another for all together. A
 * name that was already counted in the window is not counted again.
 */
import { log } from '../core/log.ts'
import { RateLimited, tooMany } from '../core/refusals.ts'
import type { Rpc } from '../core/rpc.ts'
import type { Storage } from '../core/storage.ts'
import {
  clientLimit,
  countedNetworks,
  isTrusted,
  type LimitedAction,
  type Limits,
} from './rules/rate-limits.ts'

interface Use {
  name: string
  atMs: number
}

export interface RateLimitResult {
  /** 0 if the request is allowed. */
  waitMs: number
  /** Whether this is the first refusal for the length of a window. */
  isFirstInWindow: boolean
}

export type RateLimiter = ReturnType<typeof createRateLimiter>

const USES = 'uses'
const STOPPED = 'stopped'

export function createRateLimiter(storage: Storage, now: () => number) {
  const within = (windowMs: number) =>
    (storage.get<Use[]>(USES) ?? []).filter(({ atMs }) => now() - atMs < windowMs)

  function evaluate(name: string, uses: Use[], max: number, windowMs: number): RateLimitResult {
    if (uses.length < max || isIn(uses, name)) return { waitMs: 0, isFirstInWindow: false }
    const stoppedAtMs = storage.get<number>(STOPPED)
    const isFirstInWindow = stoppedAtMs === undefined || now() - stoppedAtMs >= windowMs
    if (isFirstInWindow) storage.put(STOPPED, now())
    // A place is free when the oldest of the last `max` uses leaves the window.
    const oldest = uses[uses.length - max]
    return { waitMs: oldest ? oldest.atMs + windowMs - now() : windowMs, isFirstInWindow }
  }

  return {
    /** Whether one more use would be allowed. Counts nothing. */
    check: (name: string, max: number, windowMs: number): RateLimitResult =>
      evaluate(name, within(windowMs), max, windowMs),

    consume(name: string, max: number, windowMs: number): RateLimitResult {
      const uses = within(windowMs)
      const result = evaluate(name, uses, max, windowMs)
      const isNew = result.waitMs === 0 && !isIn(uses, name)
      if (isNew) storage.put<Use[]>(USES, [...uses, { name, atMs: now() }])
      return result
    },
  }
}

const isIn = (uses: Use[], name: string) => uses.some((use) => use.name === name)

/** Rate limits for starting purchases and looking up codes. */
export interface RateLimit {
  /**
   * Call before any request to a vendor. Counts nothing.
   * @throws RateLimited if `consume` would be refused
   */
  check(what: LimitedAction, name: string): Promise<void>
  /**
   * Counts one use; call right before it. A name that was already counted is free.
   * @throws RateLimited
   */
  consume(what: LimitedAction, name: string): Promise<void>
}

export interface RateLimiters {
  ofNetwork(what: LimitedAction, network: string): Promise<Rpc<RateLimiter>>
  ofAll(what: LimitedAction): Rpc<RateLimiter>
  /** Called when the global limit was reached. Does not delay the request. */
  alertTeam(what: LimitedAction): void
  /** Whether Turnstile has checked this client: then the limit of all together does not refuse. */
  hasTurnstile: boolean
}

/**
 * Asks the limiters of the client's networks first, so that a flood from one of them never reaches the
 * global limiter. That one refuses only clients who are neither trusted nor checked by Turnstile: otherwise
 * whoever fills it would close the sale for everybody.
 */
export function createRateLimit(
  address: string,
  limits: Limits,
  limiters: RateLimiters
): RateLimit {
  const { windowMs, global: globalMax } = limits
  const isAdmitted = limiters.hasTurnstile || isTrusted(address, limits)

  async function enforce(what: LimitedAction, request: LimiterRequest): Promise<void> {
    const max = clientLimit(address, what, limits)
    const results = await Promise.all(
      countedNetworks(address).map(async ({ network, share }) =>
        request(await limiters.ofNetwork(what, network), max * share)
      )
    )
    const waitMs = Math.max(...results.map((result) => result.waitMs))
    if (waitMs > 0) throw rateLimited(what, 'address', waitMs)
    const all = await request(limiters.ofAll(what), globalMax[what])
    if (all.isFirstInWindow) limiters.alertTeam(what)
    if (all.waitMs > 0 && !isAdmitted) throw rateLimited(what, 'all', all.waitMs)
  }

  return {
    check: (what, name) => enforce(what, (limiter, max) => limiter.check(name, max, windowMs)),
    consume: (what, name) => enforce(what, (limiter, max) => limiter.consume(name, max, windowMs)),
  }
}

type LimiterRequest = (limiter: Rpc<RateLimiter>, max: number) => Promise<RateLimitResult>

const TOO_MANY = {
  address: 'Too many tries in the last minutes from your network.',
  all: 'Too many tries in the last minutes, from everyone together.',
}

function rateLimited(what: LimitedAction, whose: 'address' | 'all', waitMs: number): RateLimited {
  log.rateLimited(what, whose)
  const seconds = Math.ceil(waitMs / 1000)
  return new RateLimited(seconds, tooMany(TOO_MANY[whose], seconds))
}
