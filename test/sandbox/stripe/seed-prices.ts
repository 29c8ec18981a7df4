/** The products and prices every sandbox begins with: one monthly price a plan, two initiation fees. */
import { makePrice } from './prices.ts'
import { newProduct } from './products.ts'
import type { Store } from './store.ts'

/** The documents name only Founder's price id; the others are the sandbox's own. */
export const SANDBOX_PRICES = {
  passport: 'price_sandbox_passport',
  startup: 'price_sandbox_startup',
  'all-access': 'price_sandbox_all_access',
  founder: 'price_1TDukWB8vTeSXsVFcG9uiaeY',
  'creator-pass': 'price_sandbox_creator_pass',
  'innovator-pass': 'price_sandbox_innovator_pass',
} as const

export const SANDBOX_INITIATION = {
  product: 'prod_sandbox_initiation',
  /** Cents to price id. */
  prices: { 10000: 'price_sandbox_initiation_100', 20000: 'price_sandbox_initiation_200' },
} as const

/** The product that the code MEMBERSONLY is limited to. */
export const SANDBOX_MEMBERSHIP_PRODUCT = 'prod_membership'

type Slug = keyof typeof SANDBOX_PRICES

const PLANS: Record<Slug, { name: string; cents: number }> = {
  passport: { name: 'Passport – Monthly', cents: 10_000 },
  startup: { name: 'Labour Temple Startup', cents: 3_000 },
  'all-access': { name: 'Labour Temple All Access', cents: 30_000 },
  founder: { name: 'Founder Membership', cents: 50_000 },
  'creator-pass': { name: 'Sonic Studio: Creator Pass', cents: 50_000 },
  'innovator-pass': { name: 'Meeting Spaces: Innovator Pass', cents: 50_000 },
}

export const productOfPlan = (slug: Slug) => `prod_sandbox_${slug.replaceAll('-', '_')}`

export function seedProducts(store: Store) {
  for (const slug of Object.keys(PLANS) as Slug[]) {
    const { name, cents } = PLANS[slug]
    const product = newProduct(store, { id: productOfPlan(slug), name })
    const params = {
      id: SANDBOX_PRICES[slug],
      currency: 'usd',
      unit_amount: cents,
      recurring: { interval: 'month' },
      lookup_key: `${slug}-monthly`,
    } as const
    store.put('price', makePrice(store, params, product.id))
    product.default_price = params.id
  }
  const initiation = newProduct(store, { id: SANDBOX_INITIATION.product, name: 'Initiation fee' })
  for (const [cents, id] of Object.entries(SANDBOX_INITIATION.prices)) {
    const params = { id, currency: 'usd', unit_amount: Number(cents) }
    store.put('price', makePrice(store, params, initiation.id))
  }
  newProduct(store, { id: SANDBOX_MEMBERSHIP_PRODUCT, name: 'Membership' })
}
