/** The settings of the checkout Worker. */
import { parseList, parsePairs } from '../../core/settings.ts'
import { MEMBERSHIP_TEMPLATE, PURCHASE_TEMPLATE } from '../../payments/emails/templates.ts'
import { readCommonConfig } from '../platform/config.ts'
import type { CheckoutConfig } from './context.ts'
import type { CheckoutVars } from './vars.ts'

export function readCheckoutConfig(
  env: CheckoutVars & { STRIPE_SECRET_KEY: string }
): CheckoutConfig {
  return {
    ...readCommonConfig(env),
    closesAt: env.CLOSING_TIME,
    openWeekdays: parseList(env.OPEN_WEEKDAYS).map(Number),
    stripePrices: parsePairs(env.STRIPE_PRICES),
    officerndPlans: parsePairs(env.OFFICERND_PLANS),
    initiationProductId: env.STRIPE_INITIATION_PRODUCT,
    purchaseTemplateId: env.PURCHASE_TEMPLATE_ID || PURCHASE_TEMPLATE,
    membershipTemplateId: env.MEMBERSHIP_TEMPLATE_ID || MEMBERSHIP_TEMPLATE,
    alertAfterMs: Number(env.ALERT_SECONDS) * 1000,
  }
}
