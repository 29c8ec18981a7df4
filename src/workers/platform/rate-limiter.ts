/** The Durable Objects that count, and the door that asks them; the same in both Workers. */
import { DurableObject, waitUntil } from 'cloudflare:workers'
import type { Mailersend } from '../../clients/mailersend.ts'
import { normalizeEmail, sha256Hex } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import type { CommonConfig } from '../../payments/context.ts'
import { rateLimitAlertEmail } from '../../payments/emails/rate-limit-alert.ts'
import { createRateLimit, createRateLimiter, type RateLimit } from '../../payments/rate-limit.ts'
import {
  clientNetwork,
  type LimitVars,
  parseLimits,
  trustFactor,
} from '../../payments/rules/rate-limits.ts'
import { type CountedHold, createHoldCounter } from '../../rooms/hold-counter.ts'
import { durableStorage } from './storage.ts'

/** One per address, named by its hash, and one for all of them; forgets itself when it is not asked. */
export class RateLimiter extends DurableObject {
  readonly #limiter = createRateLimiter(durableStorage(this.ctx), Date.now)
  check(name: string, most: number, windowMs: number) {
    return this.#limiter.check(name, most, windowMs)
  }
  async consume(name: string, most: number, windowMs: number) {
    await this.ctx.storage.setAlarm(Date.now() + 2 * windowMs)
    return this.#limiter.consume(name, most, windowMs)
  }
  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }
}

/** One per address and one per e-mail, each named by its hash. */
export class HoldCounter extends DurableObject {
  readonly #count = createHoldCounter(durableStorage(this.ctx), Date.now)
  async take(hold: CountedHold, most: number) {
    await this.ctx.storage.setAlarm(hold.untilMs + 60_000)
    return this.#count.take(hold, most)
  }
  release(holder: string) {
    this.#count.release(holder)
  }
  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }
}

export type LimiterEnv = LimitVars & { RATE_LIMITER: DurableObjectNamespace<RateLimiter> }

/** The door as whoever comes from this address finds it. */
export function rateLimitFor(
  env: LimiterEnv,
  address: string,
  { mail, config }: { mail: Mailersend; config: CommonConfig }
): RateLimit {
  const limits = parseLimits(env)
  return createRateLimit(address, limits, {
    ofAddress: async (what) =>
      env.RATE_LIMITER.getByName(`${what}:${await sha256Hex(clientNetwork(address))}`),
    ofAll: (what) => env.RATE_LIMITER.getByName(`${what}:all`),
    alertTeam(what) {
      const letter = rateLimitAlertEmail(what, { limits, config, atMs: Date.now() })
      waitUntil(mail.send(letter).catch(() => log.emailFailed('limit', what)))
    },
  })
}

export type HoldCountEnv = LimitVars & {
  HOLD_COUNTER: DurableObjectNamespace<HoldCounter>
  LIMIT_HOLDS: string
}

/** Under her e-mail, and under the network she comes from; the house's own has room for many. */
export async function holdCountersFor(env: HoldCountEnv, email: string, address: string) {
  const max = Number(env.LIMIT_HOLDS)
  const byEmail = await sha256Hex('email', normalizeEmail(email))
  const byAddress = await sha256Hex('address', clientNetwork(address))
  return [
    { counter: env.HOLD_COUNTER.getByName(byEmail), max },
    {
      counter: env.HOLD_COUNTER.getByName(byAddress),
      max: max * trustFactor(address, parseLimits(env)),
    },
  ]
}
