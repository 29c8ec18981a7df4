/** Which memberships are on sale, and under which ids Stripe and OfficeRnD know them. */
import type { PromotionCode } from '../clients/stripe/promotion-codes.ts'
import type { Terms } from '../clients/stripe/subscriptions.ts'
import { events } from '../core/log.ts'
import { Refusal } from '../core/refusals.ts'
import type { House } from '../payments/context.ts'
import { anchorFor } from './rules/billing-anchor.ts'
import { type Plan, planOf, settingsFor } from './rules/plans.ts'

export function isPlanForSale(plan: Plan, house: House): boolean {
  const known = house.stripePrices[plan.slug] && house.officerndPlans[plan.slug]
  const confirmed = !settingsFor(plan).some((setting) => house.unconfirmed.includes(setting))
  return Boolean(known) && (confirmed || !house.live)
}

/** @throws Refusal `invalid-plan` */
export function planNamed(slug: string): Plan {
  const plan = planOf(slug)
  if (plan) return plan
  events.invalidPlan(slug)
  throw new Refusal('invalid-plan', 'plan')
}

/** @throws Refusal `invalid-plan`, `not-for-sale` */
export function planForSale(slug: string, house: House): Plan {
  const plan = planNamed(slug)
  if (!isPlanForSale(plan, house)) throw new Refusal('not-for-sale', 'plan')
  return plan
}

/** What would be billed to someone who joins at this instant. */
export function termsFor(
  plan: Plan,
  house: House,
  atMs: number,
  { auto, manual }: { auto: PromotionCode | null; manual: PromotionCode | null }
): Terms {
  return {
    priceId: house.stripePrices[plan.slug] ?? '',
    initiationProductId: house.initiationProductId,
    initiationCents: plan.initiationCents,
    anchorMs: plan.prorated ? anchorFor(atMs) : null,
    autoPromoId: auto?.id ?? null,
    manualPromoId: manual?.id ?? null,
  }
}
