/** Which memberships are on sale, and under which ids Stripe and OfficeRnD know them. */

import type { PromotionCode } from '../clients/stripe/promotion-codes.ts'
import type { Terms } from '../clients/stripe/subscriptions.ts'
import { Refusal } from '../core/refusals.ts'
import type { MembershipConfig } from './context.ts'
import { log } from './log.ts'
import { anchorFor } from './rules/billing-anchor.ts'
import { type Plan, planOf, settingsFor } from './rules/plans.ts'

export function isPlanForSale(plan: Plan, config: MembershipConfig): boolean {
  const known = config.stripePrices[plan.slug] && config.officerndPlans[plan.slug]
  const confirmed = !settingsFor(plan).some((setting) => config.unconfirmed.includes(setting))
  return Boolean(known) && (confirmed || !config.isLiveMode)
}

/** @throws Refusal `invalid-plan` */
export function requirePlan(slug: string): Plan {
  const plan = planOf(slug)
  if (plan) return plan
  log.invalidPlan(slug)
  throw new Refusal('invalid-plan', 'plan')
}

/** @throws Refusal `invalid-plan`, `not-for-sale` */
export function planForSale(slug: string, config: MembershipConfig): Plan {
  const plan = requirePlan(slug)
  if (!isPlanForSale(plan, config)) throw new Refusal('not-for-sale', 'plan')
  return plan
}

/** Terms of a subscription that starts at `atMs`. */
export function termsFor(
  plan: Plan,
  config: MembershipConfig,
  atMs: number,
  { auto, manual }: { auto: PromotionCode | null; manual: PromotionCode | null }
): Terms {
  return {
    priceId: config.stripePrices[plan.slug] ?? '',
    initiationProductId: config.initiationProductId,
    initiationCents: plan.initiationCents,
    anchorMs: plan.prorated ? anchorFor(atMs) : null,
    autoPromoId: auto?.id ?? null,
    manualPromoId: manual?.id ?? null,
  }
}
