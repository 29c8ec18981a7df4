/** Whether a code typed by hand lowers the price of a purchase, and by how much. */

import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { messageFor, type PromoRefusalCode, Refusal } from '../../core/refusals.ts'
import {
  isAutoCode,
  type PromoVerdict,
  validateCodeRules,
} from '../../payments/rules/promo-codes.ts'
import type { PassContext } from '../context.ts'
import { productForSale } from '../for-sale.ts'
import type { PromoAvailability, RemainingUses } from '../promo-ledger.ts'

export interface ValidatedCode {
  promo: PromotionCode | null
  verdict: PromoVerdict
}

/** `customerId` is left out while nobody knows who buys: then a code of one customer passes. */
export async function validateCode(
  ctx: PassContext,
  code: string,
  priceCents: number
): Promise<ValidatedCode> {
  if (isAutoCode(code)) return { promo: null, verdict: { ok: false, code: 'promo-not-for-this' } }
  await ctx.rateLimit.consume('codes', code.trim().toUpperCase())
  const promo = await ctx.stripe.promotionCode(code)
  return { promo, verdict: validateCodeRules(promo, { priceCents, nowMs: ctx.now() }) }
}

export async function validatePromo(ctx: PassContext, order: { slug: string; code: string }) {
  const product = productForSale(order.slug, ctx.config)
  const { promo, verdict } = await validateCode(ctx, order.code, product.priceCents)
  if (!promo || !verdict.ok) return invalid(verdict.ok ? 'promo-unknown' : verdict.code)
  const remaining = remainingOf(promo)
  const availability =
    remaining && (await ctx.promo(promo.coupon.id).availability(promo.id, remaining))
  if (availability === 'used-up') return invalid('promo-used-up')
  return {
    valid: true as const,
    code: promo.code,
    name: promo.coupon.name,
    appliesTo: 'product' as const,
    discountCents: verdict.discountCents,
    amountCents: verdict.amountCents,
  }
}

function invalid(code: PromoRefusalCode) {
  return { valid: false as const, error: messageFor(code), code }
}

/** What Stripe's own count leaves of a limited code; `null` when it has no limit. */
export function remainingOf(promo: PromotionCode): RemainingUses | null {
  const { coupon } = promo
  if (promo.maxRedemptions === null && coupon.maxRedemptions === null) return null
  const left = (of: { maxRedemptions: number | null; timesRedeemed: number }) =>
    of.maxRedemptions === null ? null : of.maxRedemptions - of.timesRedeemed
  return { ofCode: left(promo), ofCoupon: left(coupon) }
}

/** @throws Refusal `promo-used-up`, `promo-in-use` */
export function throwIfUsedUp(availability: PromoAvailability): void {
  if (availability === 'used-up') throw new Refusal('promo-used-up', 'promo')
  if (availability === 'in-use') throw new Refusal('promo-in-use', 'promo')
}
