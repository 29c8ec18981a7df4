/** Codes of a membership: an automatic one for the initiation fee, a manual one for the plan itself. */

import type { PromotionCode } from '../clients/stripe/promotion-codes.ts'
import type { Subscription } from '../clients/stripe/subscriptions.ts'
import { Refusal } from '../core/refusals.ts'
import { VendorError } from '../core/vendor-error.ts'
import { isUsedUp } from '../payments/promo-uses.ts'
import { isAutoCode, subscriptionCodeError } from '../payments/rules/promo-codes.ts'
import type { MembershipContext } from './context.ts'
import { log } from './log.ts'
import { autoCodeOf, type Plan } from './rules/plans.ts'

export interface ResolvedCodes {
  auto: PromotionCode | null
  manual: PromotionCode | null
}

/**
 * An automatic code that is missing, expired or does not fit is left out. A manual one is refused
 * with a message. `open`: the subscription that waits for another card; what it has redeemed is not judged again.
 * @throws Refusal `promo-…`
 */
export async function resolveCodes(
  ctx: MembershipContext,
  plan: Plan,
  typed?: string,
  open?: Subscription | null
): Promise<ResolvedCodes> {
  const { auto_promo_id: autoId, promo_id: manualId } = open?.metadata ?? {}
  const [auto, manual] = await Promise.all([
    autoFor(ctx, plan, autoId),
    manualFor(ctx, plan, { typed, redeemedId: manualId }),
  ])
  return { auto, manual }
}

/** `null` when Stripe does not answer, because the page works without the automatic code. */
export async function autoFor(
  ctx: MembershipContext,
  plan: Plan,
  redeemedId?: string
): Promise<PromotionCode | null> {
  try {
    const promo = await ctx.promotionCode(autoCodeOf(plan))
    if (promo && promo.id === redeemedId) return promo
    if (!promo || subscriptionCodeError(promo, { nowMs: ctx.now() })) return null
    if (await isUsedUp(ctx, promo)) return null
    const { products } = promo.coupon
    return !products || products.includes(ctx.config.initiationProductId) ? promo : null
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    log.autoCodeUnread(autoCodeOf(plan), error)
    return null
  }
}

async function manualFor(
  ctx: MembershipContext,
  plan: Plan,
  { typed = '', redeemedId }: { typed?: string | undefined; redeemedId?: string | undefined }
): Promise<PromotionCode | null> {
  const code = typed.trim()
  if (!code) return null
  if (isAutoCode(code)) {
    const own = code.toUpperCase() === autoCodeOf(plan)
    throw new Refusal(own ? 'promo-automatic' : 'promo-not-for-this', 'promo')
  }
  await ctx.rateLimit.consume('codes', code.toUpperCase())
  const promo = await ctx.promotionCode(code)
  if (promo && promo.id === redeemedId) return promo
  const error = promo ? subscriptionCodeError(promo, { nowMs: ctx.now() }) : 'promo-unknown'
  if (error) throw new Refusal(error, 'promo')
  return promo
}
