/** Validates a promotion code typed by the customer and computes its discount. */

import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { messageFor, type PromoRefusalCode } from '../../core/refusals.ts'
import { isUsedUp } from '../../payments/promo-uses.ts'
import {
  isAutoCode,
  type PromoValidation,
  validateCodeRules,
} from '../../payments/rules/promo-codes.ts'
import type { PassContext } from '../context.ts'
import { productForSale } from '../for-sale.ts'

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
  if (await isUsedUp(ctx, promo)) return invalid('promo-used-up')
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
