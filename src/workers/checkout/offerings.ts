/** The memberships and products of the checkout Worker, beside what its own keys can read of them. */
import { PLAN_CONFIG, planFacts, stripeOffers } from '../../memberships/index.ts'
import { plansIn, readSource } from '../../operations/offerings.ts'
import { PRODUCT_CONFIG, productFacts } from '../../passes/index.ts'
import type { Comparison, Offering } from '../../payments/rules/offerings.ts'
import type { CheckoutContext } from './context.ts'

export async function compareOfferings({
  stripe,
  officernd,
  config,
}: Pick<CheckoutContext, 'stripe' | 'officernd' | 'config'>): Promise<Comparison> {
  const products = Object.values(PRODUCT_CONFIG)
  const ids = {
    ...config.officerndPlans,
    ...Object.fromEntries(products.map(({ slug, officerndPlanId }) => [slug, officerndPlanId])),
  }
  const sources = {
    stripe: await readSource('stripe', () => stripeOffers(stripe, config.stripePrices), {}),
    officernd: await readSource('officernd', () => plansIn(officernd, ids), {}),
  }
  return {
    sources: {
      ...{ code: 'asked', documents: 'not asked', webflow: 'not asked' },
      ...{ stripe: sources.stripe.state, officernd: sources.officernd.state },
    },
    offerings: [
      ...Object.values(PLAN_CONFIG).map((plan): Offering => {
        const { slug, name } = plan
        return { slug, name, kind: 'membership', facts: planFacts(plan, sources) }
      }),
      ...products.map((product): Offering => {
        const { slug, name } = product
        return { slug, name, kind: 'product', facts: productFacts(product, sources.officernd) }
      }),
    ],
    remarks: [],
  }
}
