/** Reads promotion codes from Stripe. The rules decide whether one may be used. */
import type Stripe from 'stripe'
import { asVendorError } from './errors.ts'
import { idOf } from './lists.ts'

/**
 * What the types of the package call optional: Stripe shows it when it is asked for (docs.stripe.com/api/expanding_objects).
 * That the currencies are asked for in this way is unverified.
 */
const EXPANDED = [
  'data.promotion.coupon.applies_to',
  'data.promotion.coupon.currency_options',
  'data.restrictions.currency_options',
]

export function promotionCodes(stripe: Stripe) {
  return {
    async promotionCode(code: string): Promise<PromotionCode | null> {
      const found = await asVendorError(
        'GET /v1/promotion_codes',
        stripe.promotionCodes.list({
          code,
          limit: 100,
          expand: EXPANDED,
        })
      )
      // Of the codes with this text several may be active, each for another customer.
      const active = found.data.filter((promo) => promo.active).map(promotionFrom)
      const [first = found.data[0] && promotionFrom(found.data[0]), ...others] = active
      return first ? { ...first, others } : null
    },
  }
}

function promotionFrom(promo: Stripe.PromotionCode): PromotionCode {
  const coupon = promo.promotion.coupon
  if (!coupon || typeof coupon === 'string') throw new Error('promotion code without its coupon')
  return {
    id: promo.id,
    code: promo.code,
    active: promo.active,
    expiresAtMs: milliseconds(promo.expires_at),
    maxRedemptions: promo.max_redemptions,
    timesRedeemed: promo.times_redeemed,
    customerId: idOf(promo.customer),
    firstTimeOnly: promo.restrictions.first_time_transaction,
    ...minimumOf(promo.restrictions),
    coupon: {
      id: coupon.id,
      name: coupon.name ?? promo.code,
      duration: DURATIONS[coupon.duration] ?? 'some-months',
      months: coupon.duration_in_months,
      valid: coupon.valid,
      percentOff: coupon.percent_off,
      ...amountOf(coupon),
      redeemByMs: milliseconds(coupon.redeem_by),
      maxRedemptions: coupon.max_redemptions,
      timesRedeemed: coupon.times_redeemed,
      products: coupon.applies_to?.products ?? null,
    },
  }
}

/** What is set for dollars counts, whatever currency was set first. */
function amountOf(coupon: Stripe.Coupon): Pick<Coupon, 'amountOffCents' | 'currency'> {
  const dollars = coupon.currency_options?.usd
  if (dollars) return { amountOffCents: dollars.amount_off, currency: 'usd' }
  return { amountOffCents: coupon.amount_off, currency: coupon.currency }
}

function minimumOf({
  currency_options: options,
  minimum_amount: least,
  minimum_amount_currency: currency,
}: Stripe.PromotionCode.Restrictions): Pick<PromotionCode, 'minimumCents' | 'minimumCurrency'> {
  const dollars = options?.usd
  if (dollars) return { minimumCents: dollars.minimum_amount, minimumCurrency: 'usd' }
  return { minimumCents: least, minimumCurrency: currency }
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000
}

const DURATIONS: Record<string, Coupon['duration']> = { once: 'once', forever: 'forever' }

/** A promotion code and its coupon, with the fields that the rules need. */
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
  /** In dollars if Stripe has it in dollars. */
  minimumCents: number | null
  minimumCurrency: string | null
  coupon: Coupon
  /** Other active codes with the same text; each is for one customer. */
  others?: readonly PromotionCode[]
}

export interface Coupon {
  id: string
  name: string
  /** For how many payments of a subscription it applies. */
  duration: 'once' | 'some-months' | 'forever'
  /** For how many months a `some-months` coupon applies, else `null`. */
  months: number | null
  valid: boolean
  percentOff: number | null
  /** In dollars if Stripe has it in dollars. */
  amountOffCents: number | null
  currency: string | null
  redeemByMs: number | null
  maxRedemptions: number | null
  timesRedeemed: number
  /** Stripe products it is limited to. */
  products: readonly string[] | null
}
