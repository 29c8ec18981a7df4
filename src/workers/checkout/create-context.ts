/** Creates the context of the checkout Worker: real vendor clients, Durable Objects and clock. */

import { clients } from '../../clients/checkout-clients.ts'
import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { isPassWorkflow, normalizeEmail, sha256Hex } from '../../core/ids.ts'
import type { Workflows } from '../../core/workflow.ts'
import { triesFor } from '../platform/attempt-ledger.ts'
import { rateLimitFor } from '../platform/rate-limiter.ts'
import { fromRpcResult, tokenSourceFor } from '../platform/rpc-result.ts'
import { sweepContextFor } from '../platform/sweep-context.ts'
import { createWorkflows } from '../platform/workflows.ts'
import { readCheckoutConfig } from './config.ts'
import type { CheckoutContext, CheckoutWorkflowParams } from './context.ts'
import type { MemberWriter } from './durable-objects.ts'
import type { CheckoutEnv } from './env.ts'

/** `address`: where the request came from; empty for crons and workflows. */
export function createCheckoutContext(env: CheckoutEnv, address = ''): CheckoutContext {
  const { stripe, officernd, mail } = clients(
    env,
    tokenSourceFor(env.ACCESS_TOKEN_CACHE, 'officernd'),
    triesFor(env.ATTEMPT_LEDGER)
  )
  const config = readCheckoutConfig(env)
  return {
    stripe,
    officernd,
    mail,
    memberWriter: async (email) =>
      memberWriterFor(env.MEMBER_WRITER.getByName(await sha256Hex(normalizeEmail(email)))),
    planClaims: async (email) =>
      planClaimsOf(env.MEMBER_WRITER.getByName(await sha256Hex(normalizeEmail(email)))),
    promo: (couponId) => env.PROMO_LEDGER.getByName(couponId),
    attempt: (attemptId) => env.ATTEMPT_LEDGER.getByName(attemptId),
    promotionCode: cached((code) => stripe.promotionCode(code)),
    rateLimit: rateLimitFor(env, address, { mail, config }),
    workflows: createCheckoutWorkflows(env),
    ...sweepContextFor(env),
    config,
    now: Date.now,
  }
}

function memberWriterFor(
  writer: DurableObjectStub<MemberWriter>
): Awaited<ReturnType<CheckoutContext['memberWriter']>> {
  return {
    find: (email) => fromRpcResult(writer.find(email)),
    findOrCreate: (person) => fromRpcResult(writer.findOrCreate(person)),
    grantPass: (request) => fromRpcResult(writer.grantPass(request)),
    grantMembership: (request) => fromRpcResult(writer.grantMembership(request)),
    findGranted: (request) => fromRpcResult(writer.findGranted(request)),
    revokePass: (passId, memberId, day) => fromRpcResult(writer.revokePass(passId, memberId, day)),
    endMembership: (membershipId, day) => fromRpcResult(writer.endMembership(membershipId, day)),
  }
}

function planClaimsOf(
  writer: DurableObjectStub<MemberWriter>
): Awaited<ReturnType<CheckoutContext['planClaims']>> {
  return {
    claim: (slug, attemptId, staleAfterMs) => writer.claim(slug, attemptId, staleAfterMs),
    takeOver: (slug, attemptId, version) => writer.takeOver(slug, attemptId, version),
    record: (slug, attemptId, subscriptionId) => writer.record(slug, attemptId, subscriptionId),
    release: (slug, attemptId) => writer.release(slug, attemptId),
  }
}

function createCheckoutWorkflows(env: CheckoutEnv): Workflows<CheckoutWorkflowParams> {
  // The id determines the Workflow; the types cannot express that.
  const bindingFor = (id: string) =>
    isPassWorkflow(id) ? env.PASS_WORKFLOW : env.MEMBERSHIP_WORKFLOW
  return createWorkflows(bindingFor as (id: string) => Workflow<CheckoutWorkflowParams>)
}

/** Every page looks up its codes, and they change rarely: cached for a minute in this isolate. */
const PROMO_CACHE_TTL_MS = 60_000
const PROMO_CACHE_MAX = 500
const codes = new Map<string, { promo: PromotionCode | null; untilMs: number }>()

function cached(lookUp: CheckoutContext['promotionCode']): CheckoutContext['promotionCode'] {
  return async (code) => {
    const name = code.toUpperCase()
    const hit = codes.get(name)
    if (hit && hit.untilMs > Date.now()) return hit.promo
    const promo = await lookUp(code)
    // Guessed codes must not fill the memory.
    if (codes.size >= PROMO_CACHE_MAX) codes.clear()
    codes.set(name, { promo, untilMs: Date.now() + PROMO_CACHE_TTL_MS })
    return promo
  }
}
