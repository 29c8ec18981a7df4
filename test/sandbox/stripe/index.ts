/** Stripe emulator: the account, its API, its webhooks and the customers' banks. */
import type { Clock } from '../clock.ts'
import type { Vendor } from '../vendor.ts'
import { createApp } from './app.ts'
import { type Act, act, fallDue } from './bank.ts'
import { invoices } from './billing/invoices.ts'
import { invoiceItems } from './billing/pending-items.ts'
import { subscriptions } from './billing/subscriptions.ts'
import { charges } from './charges.ts'
import { coupons } from './coupons.ts'
import { customerSearch } from './customer-search.ts'
import { customers } from './customers.ts'
import { disputes } from './disputes.ts'
import { events } from './events.ts'
import { createIdempotency } from './idempotency.ts'
import { paymentIntents } from './payment-intents.ts'
import { paymentMethods } from './payment-methods.ts'
import { prices } from './prices.ts'
import { products } from './products.ts'
import { promotionCodes, refresh } from './promotion-codes.ts'
import { refunds } from './refunds.ts'
import { seedStandingData } from './seed-data.ts'
import { setupIntents } from './setup-intents.ts'
import { createStore, type Kind } from './store.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'
import { createWebhooks, type Endpoint, type Mode } from './webhooks.ts'

export interface StripeVendor extends Vendor {
  /** The customer's bank. Throws an Error with a plain message when it does not fit. */
  act(intent: string, what: Act): void
  setWebhookMode(mode: Mode): void
  /** Sends the held events; resolves with their number when all have been answered. */
  deliverHeld(): Promise<number>
  /** Resolves when no delivery is in flight. */
  idle(): Promise<void>
}

interface Options {
  clock: Clock
  webhooks: Endpoint[] | (() => Endpoint[])
  livemode?: false
  /** The account's API version, in which its list of events is rendered. */
  accountVersion?: string
  /** How long after its creation a customer is found by a search. */
  searchLagSeconds?: number
  /** How webhooks are sent, for receivers in the same process. */
  fetch?: typeof fetch
}

/** A further resource: its file here, its kind in store.ts, its parameters in params.ts. */
const routes = [
  ...customerSearch,
  ...customers,
  ...paymentIntents,
  ...setupIntents,
  ...charges,
  ...paymentMethods,
  ...refunds,
  ...disputes,
  ...coupons,
  ...promotionCodes,
  ...products,
  ...prices,
  ...subscriptions,
  ...invoices,
  ...invoiceItems,
  ...events,
]

const STATE: Record<string, Kind> = {
  customers: 'customer',
  payment_intents: 'payment_intent',
  setup_intents: 'setup_intent',
  payment_methods: 'payment_method',
  charges: 'charge',
  refunds: 'refund',
  subscriptions: 'subscription',
  invoices: 'invoice',
  promotion_codes: 'promotion_code',
  coupons: 'coupon',
  disputes: 'dispute',
  events: 'event',
}

export function createStripe(options: Options): StripeVendor {
  const { clock, webhooks, fetch, accountVersion, searchLagSeconds } = options
  const endpoints = typeof webhooks === 'function' ? webhooks : () => webhooks
  const store = createStore(clock, () => endpoints().length, accountVersion, searchLagSeconds)
  const idempotency = createIdempotency(clock)
  const delivery = createWebhooks(endpoints, fetch)
  const settle = () => {
    for (const event of store.outbox.splice(0)) delivery.publish(event)
  }
  const reset = () => {
    store.clear()
    idempotency.reset()
    delivery.reset()
    seedStandingData(store)
  }
  reset()
  return {
    app: createApp({
      ...{ store, idempotency, settle },
      routes: [...routes, ...webhookEndpoints(endpoints)],
    }),
    reset,
    state() {
      refresh(store)
      const held = Object.entries(STATE).map(([name, kind]) => [name, store.all(kind)])
      return structuredClone(Object.fromEntries(held))
    },
    tick() {
      fallDue(store)
      settle()
    },
    act(intent, what) {
      act(store, intent, what)
      settle()
    },
    setWebhookMode: delivery.setMode,
    deliverHeld: delivery.deliverHeld,
    idle: delivery.idle,
  }
}
