/** Reads what Stripe sells the memberships for. */
import type { StripeClient } from '../../clients/stripe/client.ts'
import type { Price } from '../../clients/stripe/prices.ts'
import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import type { StripeOffer } from '../../payments/rules/offerings.ts'
import { autoCodeOf, PLAN_CONFIG } from '../rules/plans.ts'

/** `prices`: plan's slug → id of its monthly price. @throws VendorError */
export async function stripeOffers(
  stripe: Pick<StripeClient, 'price' | 'promotionCode'>,
  prices: Readonly<Record<string, string>>
): Promise<Record<string, StripeOffer | null>> {
  const offers: Record<string, StripeOffer | null> = {}
  for (const plan of Object.values(PLAN_CONFIG)) {
    const id = prices[plan.slug]
    const price = id ? await stripe.price(id) : null
    const code = await stripe.promotionCode(autoCodeOf(plan))
    offers[plan.slug] = price && offerOf(price, code)
  }
  return offers
}

function offerOf({ cents, currency, active, every }: Price, code: PromotionCode | null) {
  const count = every && every.count > 1 ? `${every.count} ` : ''
  const off = code?.active ? (code.coupon.currency ?? `${code.coupon.percentOff} %`) : null
  return {
    ...{ priceCents: cents, currency, active, autoCode: off },
    interval: every ? count + every.interval : 'once',
  }
}
