/** The Durable Objects that count requests and holds, and the rate limit that uses them; for both Workers. */

import { DurableObject, waitUntil } from 'cloudflare:workers'
import type { Mailersend } from '../../clients/mailersend.ts'
import { mailboxOf, sha256Hex } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import type { CommonConfig } from '../../payments/context.ts'
import { rateLimitAlertEmail } from '../../payments/emails/rate-limit-alert.ts'
import {
  createRateLimit,
  createRateLimiter,
  type Quota,
  type RateLimit,
} from '../../payments/rate-limit.ts'
import {
  clientNetwork,
  type LimitVars,
  parseLimits,
  trustFactor,
} from '../../payments/rules/rate-limits.ts'
import { type CountedHold, createHoldCounter } from '../../rooms/index.ts'
import type { OptionalSecrets } from './config.ts'
import { durableStorage } from './storage.ts'

/**
 * One per action and client network (by its hash), for IPv6 the /48; and one per action for all. Its data is deleted
 * one to two windows after the last use.
 */
export class RateLimiter extends DurableObject {
  #limiter = createRateLimiter(durableStorage(this.ctx), Date.now)
  check(name: string, quotas: Quota[], windowMs: number) {
    return this.#limiter.check(name, quotas, windowMs)
  }
  async consume(name: string, quotas: Quota[], windowMs: number) {
    const plannedMs = await this.ctx.storage.getAlarm()
    // Moved once a window, because that is one more write.
    if (plannedMs === null || plannedMs < Date.now() + windowMs)
      await this.ctx.storage.setAlarm(Date.now() + 2 * windowMs)
    return this.#limiter.consume(name, quotas, windowMs)
  }
  override async alarm(): Promise<void> {
    this.#limiter = createRateLimiter(durableStorage(this.ctx), Date.now)
    await this.ctx.storage.deleteAll()
  }
}

/** One per client network and one per e-mail address, each named by its hash. */
export class HoldCounter extends DurableObject {
  readonly #count = createHoldCounter(durableStorage(this.ctx), Date.now)
  async take(hold: CountedHold, max: number) {
    const full = this.#count.take(hold, max)
    await this.#planDeletion()
    return full
  }
  #planDeletion() {
    return this.ctx.storage.setAlarm(this.#count.lastExpiryMs() + 60_000)
  }
  release(holder: string, room?: string) {
    this.#count.release(holder, room)
  }
  override async alarm(): Promise<void> {
    if (this.#count.lastExpiryMs() > Date.now()) await this.#planDeletion()
    else await this.ctx.storage.deleteAll()
  }
}

export type LimiterEnv = LimitVars &
  OptionalSecrets & { RATE_LIMITER: DurableObjectNamespace<RateLimiter> }

/** The rate limits for the client at this address. */
export function rateLimitFor(
  env: LimiterEnv,
  address: string,
  { mail, config }: { mail: Mailersend; config: CommonConfig }
): RateLimit {
  const limits = parseLimits(env)
  // Every route that counts here has required the token by then.
  const hasTurnstile = Boolean(env.TURNSTILE_SECRET)
  return createRateLimit(address, limits, {
    ofNetwork: async (what, network) =>
      env.RATE_LIMITER.getByName(`${what}:${await sha256Hex(network)}`),
    ofAll: (what) => env.RATE_LIMITER.getByName(`${what}:all`),
    alertTeam(what) {
      const email = rateLimitAlertEmail(what, { limits, config, atMs: Date.now(), hasTurnstile })
      waitUntil(mail.send(email).catch(() => log.emailFailed('limit', what)))
    },
    hasTurnstile,
  })
}

export type HoldCountEnv = LimitVars & {
  HOLD_COUNTER: DurableObjectNamespace<HoldCounter>
  LIMIT_HOLDS: string
}

/** The counters of the customer's e-mail and network. Trusted networks have a higher limit. */
export async function holdCountersFor(env: HoldCountEnv, email: string, address: string) {
  const max = Number(env.LIMIT_HOLDS)
  const byEmail = await sha256Hex('email', mailboxOf(email))
  const byAddress = await sha256Hex('address', clientNetwork(address))
  return [
    { counter: env.HOLD_COUNTER.getByName(byEmail), max, by: 'email' as const },
    {
      by: 'network' as const,
      counter: env.HOLD_COUNTER.getByName(byAddress),
      max: max * trustFactor(address, parseLimits(env)),
    },
  ]
}
