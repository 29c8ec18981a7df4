/**
 * Sliding-window rate limits. One limiter counts for one client's networks, another for all together. A
 * name that was already counted in the window is not counted again.
 */
import { sha256Hex } from '../core/ids.ts'
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

/** At most so many uses within a window, under this key of the limiter. */
export interface Quota {
  key: string
  max: number
}

interface Use {
  name: string
  /** Of the quotas under which it counts. */
  keys: string[]
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

/** The only writer of its storage, so it reads that once. */
export function createRateLimiter(storage: Storage, now: () => number) {
  let known: Use[] | undefined
  const within = (windowMs: number) => {
    known = (known ?? storage.get<Use[]>(USES) ?? []).filter(({ atMs }) => now() - atMs < windowMs)
    return known
  }

  /** `missing`: the keys under which the name has not been counted. */
  function evaluate(name: string, quotas: Quota[], windowMs: number) {
    const uses = within(windowMs)
    const of = (key: string) => uses.filter(({ keys }) => keys.includes(key))
    const missing = quotas.filter(({ key }) => !of(key).some((use) => use.name === name))
    const waits = missing.map(({ key, max }) => waitFor(of(key), max, windowMs))
    const waitMs = Math.max(0, ...waits)
    return { uses, missing, waitMs, isFirstInWindow: waitMs > 0 && markStopped(windowMs) }
  }

  function waitFor(uses: Use[], max: number, windowMs: number): number {
    if (uses.length < max) return 0
    // A place is free when the oldest of the last `max` uses leaves the window.
    const oldest = uses[uses.length - max]
    return oldest ? oldest.atMs + windowMs - now() : windowMs
  }

  function markStopped(windowMs: number): boolean {
    const stoppedAtMs = storage.get<number>(STOPPED)
    const isFirst = stoppedAtMs === undefined || now() - stoppedAtMs >= windowMs
    if (isFirst) storage.put(STOPPED, now())
    return isFirst
  }

  return {
    /** Whether one more use would be allowed. Counts nothing. */
    check(name: string, quotas: Quota[], windowMs: number): RateLimitResult {
      const { waitMs, isFirstInWindow } = evaluate(name, quotas, windowMs)
      return { waitMs, isFirstInWindow }
    },

    /** Counts one use under every key, or under none if one of them is full. */
    consume(name: string, quotas: Quota[], windowMs: number): RateLimitResult {
      const { uses, missing, waitMs, isFirstInWindow } = evaluate(name, quotas, windowMs)
      if (waitMs === 0 && missing.length > 0) {
        const use = { name, keys: missing.map(({ key }) => key), atMs: now() }
        known = [...uses, use]
        storage.put<Use[]>(USES, known)
      }
      return { waitMs, isFirstInWindow }
    },
  }
}

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
  /** The limiter of the networks that have this one in common. */
  ofNetwork(what: LimitedAction, network: string): Promise<Rpc<RateLimiter>>
  ofAll(what: LimitedAction): Rpc<RateLimiter>
  /** Called when the global limit was reached. Does not delay the request. */
  alertTeam(what: LimitedAction): void
  /** Whether Turnstile has checked this client: then the limit of all together does not refuse. */
  hasTurnstile: boolean
}

/**
 * Asks the limiter of the client's networks first, so that a flood from one of them never reaches the
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
  const { largest, counted } = countedNetworks(address)

  async function enforce(what: LimitedAction, request: LimiterRequest): Promise<void> {
    const max = clientLimit(address, what, limits)
    const quotas = counted.map(({ key, share }) => ({ key, max: max * share }))
    const own = await request(await limiters.ofNetwork(what, largest), quotas)
    if (own.waitMs > 0) throw rateLimited(what, 'address', own.waitMs)
    const all = await request(limiters.ofAll(what), [{ key: 'all', max: globalMax[what] }])
    if (all.isFirstInWindow) limiters.alertTeam(what)
    if (all.waitMs > 0 && !isAdmitted) throw rateLimited(what, 'all', all.waitMs)
  }

  return {
    check: async (what, name) => {
      const id = await useId(name)
      await enforce(what, (limiter, quotas) => limiter.check(id, quotas, windowMs))
    },
    consume: async (what, name) => {
      const id = await useId(name)
      await enforce(what, (limiter, quotas) => limiter.consume(id, quotas, windowMs))
    },
  }
}

/** Each count writes the names of all uses again: short ones take less time. */
const useId = async (name: string) => (await sha256Hex(name)).slice(0, 32)

type LimiterRequest = (limiter: Rpc<RateLimiter>, quotas: Quota[]) => Promise<RateLimitResult>

const TOO_MANY = {
  address: 'Too many tries in the last minutes from your network.',
  all: 'Too many tries in the last minutes, from everyone together.',
}

function rateLimited(what: LimitedAction, whose: 'address' | 'all', waitMs: number): RateLimited {
  log.rateLimited(what, whose)
  const seconds = Math.ceil(waitMs / 1000)
  return new RateLimited(seconds, tooMany(TOO_MANY[whose], seconds))
}
