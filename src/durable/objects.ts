/** The Durable Objects: each binds one of the flows' small machines to storage, and adds nothing. */
import { DurableObject } from 'cloudflare:workers'
import { officerndFor, tokenFor } from '../clients/index.ts'
import type { Person } from '../clients/officernd/members.ts'
import { createAttemptLedger, type Told } from '../flows/attempt-ledger.ts'
import { createMemberDesk, type MembershipRequest, type PassRequest } from '../flows/member-desk.ts'
import type { Memory } from '../flows/memory.ts'
import { createPromoLedger, type Remaining } from '../flows/promo-ledger.ts'
import { createTokenKeeper } from '../flows/token-keeper.ts'
import type { Day } from '../rules/time.ts'
import { answering, tokensOf } from './answers.ts'
import type { CheckoutEnv } from './env.ts'

/** Longer than any tab stays open or any bank debit takes. */
const ATTEMPT_LIFE_MS = 60 * 24 * 3600_000

/** One per vendor. */
export class TokenKeeper extends DurableObject<CheckoutEnv> {
  readonly #keeper = createTokenKeeper(
    (nowMs) => tokenFor(this.env, nowMs),
    memoryOf(this.ctx),
    Date.now
  )
  token() {
    return answering(this.#keeper.token())
  }
  renew(refused: string) {
    return answering(this.#keeper.renew(refused))
  }
}

/** One per e-mail address, named by its hash. */
export class MemberDesk extends DurableObject<CheckoutEnv> {
  readonly #desk = createMemberDesk(
    officerndFor(this.env, tokensOf(this.env.TOKEN_KEEPER)),
    memoryOf(this.ctx),
    Date.now
  )
  find(email: string) {
    return answering(this.#desk.find(email))
  }
  findOrCreate(person: Person) {
    return answering(this.#desk.findOrCreate(person))
  }
  grantPass(request: PassRequest) {
    return answering(this.#desk.grantPass(request))
  }
  giveMembership(request: MembershipRequest) {
    return answering(this.#desk.giveMembership(request))
  }
  endMembership(membershipId: string, day: Day) {
    return answering(this.#desk.endMembership(membershipId, day))
  }
}

/** One per coupon. */
export class PromoLedger extends DurableObject<CheckoutEnv> {
  readonly #ledger = createPromoLedger(memoryOf(this.ctx), Date.now)
  standing(promoId: string, remaining: Remaining) {
    return this.#ledger.standing(promoId, remaining)
  }
  reserve(holder: string, promoId: string, remaining: Remaining) {
    return this.#ledger.reserve(holder, promoId, remaining)
  }
  extend(holder: string, promoId: string) {
    this.#ledger.extend(holder, promoId)
  }
  consume(holder: string, promoId: string) {
    this.#ledger.consume(holder, promoId)
  }
  release(holder: string) {
    this.#ledger.release(holder)
  }
}

/** One per purchase attempt; forgets itself when nobody can come back to it. */
export class AttemptLedger extends DurableObject<CheckoutEnv> {
  readonly #ledger = createAttemptLedger(memoryOf(this.ctx))
  read() {
    return this.#ledger.read()
  }
  async begin(fingerprint: string, spent?: string) {
    await this.ctx.storage.setAlarm(Date.now() + ATTEMPT_LIFE_MS)
    return this.#ledger.begin(fingerprint, spent)
  }
  keep(version: number, intentId: string) {
    return this.#ledger.keep(version, intentId)
  }
  claim(object: string, run: string) {
    return this.#ledger.claim(object, run)
  }
  tell(name: string, told: Told) {
    this.#ledger.tell(name, told)
  }
  hear(names: readonly string[], waitMs: number) {
    return this.#ledger.hear(names, waitMs)
  }
  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }
}

function memoryOf(ctx: DurableObjectState): Memory {
  return {
    get: (key) => ctx.storage.kv.get(key),
    put: (key, value) => ctx.storage.kv.put(key, value),
  }
}
