/** Validates a promotion code typed by the customer and computes its discount. */

import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { messageFor, type PromoRefusalCode, Refusal } from '../../core/refusals.ts'
import {
  isAutoCode,
  type PromoValidation,
  validateCodeRules,
} from '../../payments/rules/promo-codes.ts'
import type { PassContext } from '../context.ts'
import { productForSale } from '../for-sale.ts'
import type { PromoReservation, RemainingUses } from '../promo-ledger.ts'

export interface ValidatedCode {
  promo: PromotionCode | null
  validation: PromoValidation
}

/** Does not check codes that are for one customer: the buyer is not known yet. */
export async function validateCode(
  ctx: PassContext,
  code: string,
  priceCents: number
): Promise<ValidatedCode> {
  if (isAutoCode(code))
    return { promo: null, validation: { ok: false, code: 'promo-not-for-this' } }
  await ctx.rateLimit.consume('codes', code.trim().toUpperCase())
  const promo = await ctx.stripe.promotionCode(code)
  return { promo, validation: validateCodeRules(promo, { priceCents, nowMs: ctx.now() }) }
}

export async function validatePromo(ctx: PassContext, request: { slug: string; code: string }) {
  const product = productForSale(request.slug, ctx.config)
  const { promo, validation } = await validateCode(ctx, request.code, product.priceCents)
  if (!promo || !validation.ok) return invalid(validation.ok ? 'promo-unknown' : validation.code)
  const remaining = remainingOf(promo)
  const availability =
    remaining && (await ctx.promo(promo.coupon.id).availability(promo.id, remaining))
  if (availability === 'used-up') return invalid('promo-used-up')
  return {
    valid: true as const,
    code: promo.code,
    name: promo.coupon.name,
    appliesTo: 'product' as const,
    discountCents: validation.discountCents,
    amountCents: validation.amountCents,
  }
}

function invalid(code: PromoRefusalCode) {
  return { valid: false as const, error: messageFor(code), code }
}

/** Uses that Stripe's own count leaves of a code; `null` if it has no limit. */
export function remainingOf(promo: PromotionCode): RemainingUses | null {
  const { coupon } = promo
  if (promo.maxRedemptions === null && coupon.maxRedemptions === null) return null
  const left = (of: { maxRedemptions: number | null; timesRedeemed: number }) =>
    of.maxRedemptions === null ? null : of.maxRedemptions - of.timesRedeemed
  return { ofCode: left(promo), ofCoupon: left(coupon) }
}

/** @throws Refusal `promo-used-up`, `promo-in-use`, `promo-reserved`, `promo-pending` */
export function throwIfNotFree(availability: PromoReservation): void {
  if (availability === 'used-up') throw new Refusal('promo-used-up', 'promo')
  if (availability === 'in-use') throw new Refusal('promo-in-use', 'promo')
  if (availability === 'reserved-twice') throw new Refusal('promo-reserved', 'promo')
  if (availability === 'pending') throw new Refusal('promo-pending', 'promo')
}
