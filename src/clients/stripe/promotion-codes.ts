/** Promotion codes as Stripe holds them; whether one may be used is a rule. */
import type Stripe from 'stripe'
import type { PromotionCode } from '../../payments/rules/promo-codes.ts'
import { asVendorError } from './errors.ts'
import { promotionFrom } from './merge-shapes.ts'

export function promotions(stripe: Stripe) {
  return {
    async promotionCode(code: string): Promise<PromotionCode | null> {
      const found = await asVendorError(
        'GET /v1/promotion_codes',
        stripe.promotionCodes.list({
          code,
          limit: 100,
          expand: ['data.promotion.coupon.applies_to'],
        })
      )
      // A code may be given out again after its first life: the one in force counts.
      const inForce = found.data.find((promo) => promo.active) ?? found.data[0]
      return inForce ? promotionFrom(inForce) : null
    },
  }
}
