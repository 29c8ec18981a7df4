/** Stripe emulator at a fixed time, with Stripe's own library as client, for the subscription tests. */
import Stripe from 'stripe'
import { expect } from 'vitest'
import { createClock } from './clock.ts'
import { createStripe } from './stripe/index.ts'
import { SANDBOX_INITIATION, SANDBOX_PRICES } from './stripe/seed-prices.ts'

/** 21 November 2026, noon in Seattle. */
const NOON = Date.parse('2026-11-21T20:00:00Z')
export const START = NOON / 1000
export const HOUR = 60 * 60
export const DAY = 24 * HOUR
/** The first of the next month, 08:00 UTC. */
export const ANCHOR = Date.parse('2026-12-01T08:00:00Z') / 1000

export const clock = createClock(() => NOON)
export const vendor = createStripe({ clock, webhooks: [] })
export const stripe = new Stripe('sk_test_sandbox', {
  apiVersion: '2026-10-28.endive',
  maxNetworkRetries: 0,
  httpClient: Stripe.createFetchHttpClient(async (input, init) =>
    vendor.app.fetch(new Request(input, init))
  ),
})

export function fresh() {
  vendor.reset()
  clock.reset()
}

export function pass(seconds: number) {
  clock.advance(seconds * 1000)
  vendor.tick?.()
}

export const refusedWith = (expected: object) =>
  expect.objectContaining({ raw: expect.objectContaining(expected) })

/** Types of the newest 100 events, oldest first. */
export const types = async (prefix = '') =>
  (await stripe.events.list({ limit: 100 })).data
    .map((event) => event.type as string)
    .filter((type) => type.startsWith(prefix))
    .reverse()

export const newSetup = async (more: Stripe.SetupIntentCreateParams = {}) =>
  stripe.setupIntents.create({ allowed_payment_method_types: ['card', 'us_bank_account'], ...more })

/** A customer with this payment method saved. */
export async function member(token = 'pm_card_visa') {
  const customer = (await stripe.customers.create({ name: 'Ann', email: 'ann@example.com' })).id
  const setup = await newSetup({ customer })
  const confirmed = await stripe.setupIntents.confirm(setup.id, { payment_method: token })
  if (confirmed.status === 'requires_action') vendor.act(setup.id, 'authenticate')
  const after = await stripe.setupIntents.retrieve(setup.id)
  return { customer, method: after.payment_method as string }
}

export const promo = async (code: string) =>
  (await stripe.promotionCodes.list({ code })).data[0]?.id ?? ''

/** All Access with its initiation fee, anchored to the 1st. */
export const terms = {
  items: [{ price: SANDBOX_PRICES['all-access'] }],
  add_invoice_items: [
    { price: SANDBOX_INITIATION.prices[20000], metadata: { kind: 'initiation' } },
  ],
  billing_cycle_anchor: ANCHOR,
}

export interface Begun extends Stripe.Subscription {
  latest_invoice: Stripe.Invoice
}

export async function join(
  { customer, method }: { customer: string; method: string },
  more: Partial<Stripe.SubscriptionCreateParams> = {}
): Promise<Begun> {
  return (await stripe.subscriptions.create({
    customer,
    default_payment_method: method,
    metadata: { order: '1' },
    ...terms,
    ...more,
    expand: ['latest_invoice.confirmation_secret', 'latest_invoice.payments'],
  })) as Stripe.Response<Begun>
}

export const intentOf = (invoice: Stripe.Invoice) =>
  String(invoice.payments?.data[0]?.payment.payment_intent)
