/** Promotion codes as Stripe holds them; whether one may be used is a rule. */
import type Stripe from 'stripe'
import { asVendorError } from './errors.ts'
import { promotionFrom } from './payments.ts'

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

export const LASTS: Record<string, Coupon['lasts']> = { once: 'once', forever: 'for-ever' }
/** A promotion code and its coupon, as far as they decide anything here. */
export interface PromotionCode {
  id: string
  code: string
  active: boolean
  expiresAtMs: number | null
  maxRedemptions: number | null
  timesRedeemed: number
  /** The only customer who may use it. */
  customerId: string | null
  firstTimeOnly: boolean
  minimumCents: number | null
  minimumCurrency: string | null
  coupon: Coupon
}

export interface Coupon {
  id: string
  name: string
  /** For how many payments of a subscription it counts. */
  lasts: 'once' | 'some-months' | 'for-ever'
  valid: boolean
  percentOff: number | null
  amountOffCents: number | null
  currency: string | null
  redeemByMs: number | null
  maxRedemptions: number | null
  timesRedeemed: number
  /** Stripe products it is limited to. */
  products: readonly string[] | null
}
