/** The command that readies a Stripe account, against the stand-in. */
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { layCatalog, settingsOf } from '../../tools/stripe-catalog.ts'
import { createClock } from '../sandbox/clock.ts'
import { createStripe } from '../sandbox/stripe/index.ts'

function emptyAccount() {
  const { app, state } = createStripe({ clock: createClock(), webhooks: [] })
  const posts: string[] = []
  const stripe = new Stripe('sk_test_sandbox', {
    apiVersion: '2026-10-28.endive',
    maxNetworkRetries: 0,
    httpClient: Stripe.createFetchHttpClient(async (input, init) => {
      if (init?.method === 'POST') posts.push(new URL(String(input)).pathname)
      return app.fetch(new Request(String(input), init as RequestInit))
    }),
  })
  return { stripe, posts, state }
}

test('it finds what is there, makes what is missing, and changes nothing the second time', async () => {
  const { stripe, posts } = emptyAccount()
  const first = await layCatalog(stripe, { founder: 'price_1TDukWB8vTeSXsVFcG9uiaeY' })
  expect(Object.keys(first.prices)).toHaveLength(6)
  expect(first.prices.founder).toBe('price_1TDukWB8vTeSXsVFcG9uiaeY')
  expect(first.initiationProduct).toBe('labour-temple-initiation')
  expect(posts).toContain('/v1/products')
  posts.length = 0
  expect(await layCatalog(stripe, { founder: 'price_1TDukWB8vTeSXsVFcG9uiaeY' })).toEqual(first)
  expect(posts).toEqual([])
  expect(settingsOf(first)).toMatch(/^STRIPE_PRICES = "passport:price_\S+ startup:/)
})

test('a price that is not the plan’s stops it', async () => {
  const { stripe } = emptyAccount()
  const [price] = (await stripe.prices.list({ lookup_keys: ['startup-monthly'] })).data
  await stripe.prices.update(price?.id ?? '', { active: false, lookup_key: 'old' })
  const product = await stripe.products.create({ name: 'Startup' })
  await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1,
    recurring: { interval: 'month' },
    lookup_key: 'startup-monthly',
  })
  await expect(layCatalog(stripe, {})).rejects.toThrow('startup is not 3000 cents')
})
