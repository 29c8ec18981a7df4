/** The checkout Worker's Durable Objects: each binds one of the flows' small machines to storage, and adds nothing. */
import { DurableObject } from 'cloudflare:workers'
import { createTokenKeeper } from '../../clients/access-token.ts'
import { officerndFor, tokenFor } from '../../clients/checkout-clients.ts'
import {
  createMemberDesk,
  type MembershipRequest,
  type PassRequest,
} from '../../clients/officernd/member-writer.ts'
import type { Person } from '../../clients/officernd/members.ts'
import type { Day } from '../../core/time.ts'
import { createPromoLedger, type Remaining } from '../../passes/promo-ledger.ts'
import { answering, tokensOf } from '../platform/rpc-result.ts'
import { memoryOf } from '../platform/storage.ts'
import type { CheckoutEnv } from './env.ts'

/** OfficeRnD's identity service allows about five requests a minute; one is left for a person. */
const OFFICERND = { name: 'officernd', mostAMinute: 4 }

/** One, for OfficeRnD. */
export class TokenKeeper extends DurableObject<CheckoutEnv> {
  readonly #keeper = createTokenKeeper(
    OFFICERND,
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
    officerndFor(this.env, tokensOf(this.env.TOKEN_KEEPER, 'officernd')),
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
  takeBackPass(passId: string, memberId: string, day: Day) {
    return answering(this.#desk.takeBackPass(passId, memberId, day))
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
