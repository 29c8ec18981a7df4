/** Makes what a Stripe account lacks to sell the memberships; run again, it finds what it made. */
import type Stripe from 'stripe'
import { PLAN_CONFIG, type Plan } from '../src/memberships/rules/plans.ts'

export interface Catalog {
  /** Plan's slug → id of its monthly price. */
  prices: Record<string, string>
  initiationProduct: string
}

const INITIATION_ID = 'labour-temple-initiation'

/** By this name a price is found again, in whichever account. */
const lookupKey = ({ slug }: Plan) => `${slug}-monthly`

/** `known`: prices that exist already under ids of their own, such as Founder's. */
export async function layCatalog(
  stripe: Stripe,
  known: Readonly<Record<string, string>>
): Promise<Catalog> {
  const initiation = await product(stripe, INITIATION_ID, 'Initiation fee')
  const prices: Record<string, string> = {}
  for (const plan of Object.values(PLAN_CONFIG)) {
    prices[plan.slug] = known[plan.slug] ?? (await price(stripe, plan))
  }
  return { prices, initiationProduct: initiation }
}

async function price(stripe: Stripe, plan: Plan): Promise<string> {
  const found = await stripe.prices.list({ lookup_keys: [lookupKey(plan)], active: true, limit: 1 })
  const [there] = found.data
  if (there) {
    if (there.unit_amount !== plan.monthlyCents || there.currency !== 'usd')
      throw new Error(`price ${there.id} of ${plan.slug} is not ${plan.monthlyCents} cents`)
    return there.id
  }
  const made = await stripe.prices.create({
    product: await product(stripe, `labour-temple-${plan.slug}`, plan.name),
    currency: 'usd',
    unit_amount: plan.monthlyCents,
    recurring: { interval: 'month', interval_count: 1 },
    lookup_key: lookupKey(plan),
    nickname: plan.name,
  })
  return made.id
}

async function product(stripe: Stripe, id: string, name: string): Promise<string> {
  try {
    return (await stripe.products.retrieve(id)).id
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error
    return (await stripe.products.create({ id, name })).id
  }
}

/** The lines of the TOML, as they are pasted. */
export function settingsOf({ prices, initiationProduct }: Catalog): string {
  const pairs = Object.entries(prices).map(([slug, id]) => `${slug}:${id}`)
  return [
    `STRIPE_PRICES = "${pairs.join(' ')}"`,
    `STRIPE_INITIATION_PRODUCT = "${initiationProduct}"`,
  ].join('\n')
}
