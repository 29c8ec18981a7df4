/** The Durable Objects that count, and the door that asks them; the same in both Workers. */
import { DurableObject, waitUntil } from 'cloudflare:workers'
import type { Mailersend } from '../../clients/mailersend.ts'
import { emailKey, hashed } from '../../core/ids.ts'
import { events } from '../../core/log.ts'
import type { Staff } from '../../payments/context.ts'
import { limitAlert } from '../../payments/emails/rate-limit-alert.ts'
import { createDoor, createLimiter, type Door } from '../../payments/rate-limit.ts'
import {
  factorOf,
  type LimitVars,
  limitsFrom,
  networkOf,
} from '../../payments/rules/rate-limits.ts'
import { type CountedHold, createHoldCount } from '../../rooms/hold-counter.ts'
import { memoryOf } from './storage.ts'

/** One per address, named by its hash, and one for all of them; forgets itself when it is not asked. */
export class Limiter extends DurableObject {
  readonly #limiter = createLimiter(memoryOf(this.ctx), Date.now)
  look(name: string, most: number, windowMs: number) {
    return this.#limiter.look(name, most, windowMs)
  }
  async take(name: string, most: number, windowMs: number) {
    await this.ctx.storage.setAlarm(Date.now() + 2 * windowMs)
    return this.#limiter.take(name, most, windowMs)
  }
  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }
}

/** One per address and one per e-mail, each named by its hash. */
export class HoldCount extends DurableObject {
  readonly #count = createHoldCount(memoryOf(this.ctx), Date.now)
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

export type LimiterEnv = LimitVars & { LIMITER: DurableObjectNamespace<Limiter> }

/** The door as whoever comes from this address finds it. */
export function doorOf(
  env: LimiterEnv,
  address: string,
  { mail, house }: { mail: Mailersend; house: Staff }
): Door {
  const limits = limitsFrom(env)
  return createDoor(address, limits, {
    ofAddress: async (what) => env.LIMITER.getByName(`${what}:${await hashed(networkOf(address))}`),
    ofAll: (what) => env.LIMITER.getByName(`${what}:all`),
    tell(what) {
      const letter = limitAlert(what, { limits, house, atMs: Date.now() })
      waitUntil(mail.send(letter).catch(() => events.letterUnsent('limit', what)))
    },
  })
}

export type HoldCountEnv = LimitVars & {
  HOLD_COUNT: DurableObjectNamespace<HoldCount>
  LIMIT_HOLDS: string
}

/** Under her e-mail, and under the network she comes from; the house's own has room for many. */
export async function holdCountsOf(env: HoldCountEnv, email: string, address: string) {
  const most = Number(env.LIMIT_HOLDS)
  const byEmail = await hashed('email', emailKey(email))
  const byAddress = await hashed('address', networkOf(address))
  return [
    { count: env.HOLD_COUNT.getByName(byEmail), most },
    { count: env.HOLD_COUNT.getByName(byAddress), most: most * factorOf(address, limitsFrom(env)) },
  ]
}
