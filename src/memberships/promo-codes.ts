/** Codes of a membership: the automatic one for its initiation fee, a manual one for the plan itself. */

import type { PromotionCode } from '../clients/stripe/promotion-codes.ts'
import { Refusal } from '../core/refusals.ts'
import { isAutoCode, subscriptionCodeError } from '../payments/rules/promo-codes.ts'
import type { MembershipContext } from './context.ts'
import { autoCodeOf, type Plan } from './rules/plans.ts'

export interface ResolvedCodes {
  auto: PromotionCode | null
  manual: PromotionCode | null
}

/**
 * The automatic code is silent when it is missing, dead or does not fit; a manual one is refused in
 * words.
 * @throws Refusal `promo-…`
 */
export async function resolveCodes(
  ctx: MembershipContext,
  plan: Plan,
  typed?: string
): Promise<ResolvedCodes> {
  const [auto, manual] = await Promise.all([autoFor(ctx, plan), manualFor(ctx, plan, typed)])
  return { auto, manual }
}

/** The page works without it: whatever goes wrong, there is no automatic code. */
export async function autoFor(ctx: MembershipContext, plan: Plan): Promise<PromotionCode | null> {
  try {
    const promo = await ctx.promotionCode(autoCodeOf(plan))
    if (!promo || subscriptionCodeError(promo, { nowMs: ctx.now() })) return null
    const { products } = promo.coupon
    return !products || products.includes(ctx.config.initiationProductId) ? promo : null
  } catch {
    return null
  }
}

async function manualFor(
  ctx: MembershipContext,
  plan: Plan,
  typed = ''
): Promise<PromotionCode | null> {
  const code = typed.trim()
  if (!code) return null
  if (isAutoCode(code)) {
    const own = code.toUpperCase() === autoCodeOf(plan)
    throw new Refusal(own ? 'promo-automatic' : 'promo-not-for-this', 'promo')
  }
  await ctx.rateLimit.consume('codes', code.toUpperCase())
  const promo = await ctx.promotionCode(code)
  const objection = promo ? subscriptionCodeError(promo, { nowMs: ctx.now() }) : 'promo-unknown'
  if (objection) throw new Refusal(objection, 'promo')
  return promo
}

/** What a manual code says about who may use it, once it is known who joins. */
export async function checkCodeRestrictions(
  ctx: MembershipContext,
  manual: PromotionCode | null,
  customerId: string | null
): Promise<void> {
  if (!manual) return
  const objection = subscriptionCodeError(manual, { nowMs: ctx.now(), customerId })
  if (objection) throw new Refusal(objection, 'promo')
  if (manual.firstTimeOnly && customerId && (await ctx.stripe.hasAnyPayment(customerId)))
    throw new Refusal('promo-first-time', 'promo')
}
