/** Durable Object classes of the checkout Worker. Each exposes a state machine of the tracks with its storage. */

import { DurableObject } from 'cloudflare:workers'
import {
  type OfficerndKeys,
  officerndFor,
  officerndTokens,
} from '../../clients/checkout-clients.ts'
import {
  createMemberWriter,
  type MembershipRequest,
  type PassRequest,
} from '../../clients/officernd/member-writer.ts'
import type { Person } from '../../clients/officernd/members.ts'
import { isPassWorkflow } from '../../core/ids.ts'
import type { Day } from '../../core/time.ts'
import { createPlanClaims, type MembershipWorkflowParams } from '../../memberships/index.ts'
import type { PassWorkflowParams } from '../../passes/index.ts'
import type { ExpiredIntent } from '../../payments/intent-expiry.ts'
import {
  createPromoLedger,
  type PromoLimits,
  type PromoUser,
  type Redemption,
} from '../../payments/promo-ledger.ts'
import { AttemptLedger as PlatformAttemptLedger } from '../platform/attempt-ledger.ts'
import { tokenSourceFor, toRpcResult } from '../platform/rpc-result.ts'
import { durableStorage } from '../platform/storage.ts'
import { createWorkflows } from '../platform/workflows.ts'

/** One object, named `officernd`. */
export class AccessTokenCache extends DurableObject<OfficerndKeys> {
  readonly #cache = officerndTokens(this.env, durableStorage(this.ctx))
  token() {
    return toRpcResult(this.#cache.token())
  }
  refresh(rejectedToken: string) {
    return toRpcResult(this.#cache.refresh(rejectedToken))
  }
}

/** One per e-mail address, named by its hash: also says which attempt may subscribe the person to a plan. */
export class MemberWriter extends DurableObject<
  OfficerndKeys & { ACCESS_TOKEN_CACHE: DurableObjectNamespace<AccessTokenCache> }
> {
  readonly #writer = createMemberWriter(
    officerndFor(this.env, tokenSourceFor(this.env.ACCESS_TOKEN_CACHE, 'officernd')),
    durableStorage(this.ctx),
    Date.now
  )
  readonly #claims = createPlanClaims(durableStorage(this.ctx), Date.now)
  claim(slug: string, attemptId: string, staleAfterMs: number) {
    return this.#claims.claim(slug, attemptId, staleAfterMs)
  }
  takeOver(slug: string, attemptId: string, version: number) {
    return this.#claims.takeOver(slug, attemptId, version)
  }
  record(slug: string, attemptId: string, subscriptionId: string) {
    return this.#claims.record(slug, attemptId, subscriptionId)
  }
  release(slug: string, attemptId: string) {
    this.#claims.release(slug, attemptId)
  }
  find(email: string) {
    return toRpcResult(this.#writer.find(email))
  }
  findOrCreate(person: Person) {
    return toRpcResult(this.#writer.findOrCreate(person))
  }
  grantPass(request: PassRequest) {
    return toRpcResult(this.#writer.grantPass(request))
  }
  grantMembership(request: MembershipRequest) {
    return toRpcResult(this.#writer.grantMembership(request))
  }
  findGranted(request: MembershipRequest) {
    return toRpcResult(this.#writer.findGranted(request))
  }
  revokePass(passId: string, memberId: string, day: Day) {
    return toRpcResult(this.#writer.revokePass(passId, memberId, day))
  }
  endMembership(membershipId: string, day: Day) {
    return toRpcResult(this.#writer.endMembership(membershipId, day))
  }
}

/** One per purchase attempt: also has its unpaid intents cancelled. */
export class AttemptLedger extends PlatformAttemptLedger<{
  PASS_WORKFLOW: Workflow<PassWorkflowParams>
  MEMBERSHIP_WORKFLOW: Workflow<MembershipWorkflowParams>
}> {
  protected override startExpiry(id: string, expired: ExpiredIntent): Promise<unknown> {
    if (!isPassWorkflow(id))
      return createWorkflows(() => this.env.MEMBERSHIP_WORKFLOW).start(id, {
        kind: 'set-up-expired',
        ...expired,
      })
    return createWorkflows(() => this.env.PASS_WORKFLOW).start(id, {
      kind: 'pass-intent-expired',
      ...expired,
    })
  }
}

/** One per coupon. */
export class PromoLedger extends DurableObject {
  readonly #ledger = createPromoLedger(durableStorage(this.ctx), Date.now)
  availability(promoId: string, limits: PromoLimits) {
    return this.#ledger.availability(promoId, limits)
  }
  reserve(user: PromoUser, limits: PromoLimits) {
    return this.#ledger.reserve(user, limits)
  }
  renew(user: PromoUser) {
    return this.#ledger.renew(user)
  }
  extend(user: PromoUser, begunMs?: number) {
    this.#ledger.extend(user, begunMs)
  }
  consume(user: PromoUser) {
    this.#ledger.consume(user)
  }
  redeem(user: PromoUser, redemption: Redemption) {
    this.#ledger.redeem(user, redemption)
  }
  release(holder: string, endedMs?: number) {
    this.#ledger.release(holder, endedMs)
  }
  releaseSubscription(subscriptionId: string) {
    this.#ledger.releaseSubscription(subscriptionId)
  }
}
