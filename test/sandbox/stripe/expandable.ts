/** Which fields of which object may be expanded, and what they lead to. */
import type { Kind, Store } from './store.ts'

/**
 * `is` stands for an id or several; `many` finds a sub-list; `holds` has the object, or a list of
 * them, in it; 'on demand' is absent unless expanded; 'always null' is not modelled.
 */
export type Field =
  | { is: Kind }
  | { many: Kind; url: string; of(store: Store, ownerId: string): unknown[] }
  | { holds: Kind; list?: true }
  | 'on demand'
  | 'always null'

const ENDED = ['canceled', 'incomplete_expired']

/** "The customer's current subscriptions, if any": Customers.d.ts */
const subscriptionsOf: Field = {
  many: 'subscription',
  url: '/v1/customers/:id/subscriptions',
  of: (store, id) =>
    store.all('subscription').filter((one) => one.customer === id && !ENDED.includes(one.status)),
}

const paymentsOf: Field = {
  many: 'invoice_payment',
  url: '/v1/invoices/:id/payments',
  of: (store, id) => store.all('invoice_payment').filter((one) => one.invoice === id),
}

const refundsOf: Field = {
  many: 'refund',
  url: '/v1/charges/:id/refunds',
  of: (store, id) => store.all('refund').filter((refund) => refund.charge === id),
}

/**
 * The fields typed `string | Object` in the package are expandable; those it calls not returned by
 * default are there on demand. https://docs.stripe.com/api/expanding_objects
 */
export const EXPANDABLE: Partial<Record<Kind, Record<string, Field>>> = {
  payment_intent: {
    customer: { is: 'customer' },
    payment_method: { is: 'payment_method' },
    latest_charge: { is: 'charge' },
    application: 'always null',
    on_behalf_of: 'always null',
    review: 'always null',
  },
  setup_intent: {
    customer: { is: 'customer' },
    payment_method: { is: 'payment_method' },
    latest_attempt: { is: 'setup_attempt' },
    application: 'always null',
    on_behalf_of: 'always null',
    single_use_mandate: 'always null',
  },
  setup_attempt: {
    customer: { is: 'customer' },
    payment_method: { is: 'payment_method' },
    setup_intent: { is: 'setup_intent' },
  },
  charge: {
    customer: { is: 'customer' },
    payment_intent: { is: 'payment_intent' },
    refunds: refundsOf,
    application: 'always null',
    balance_transaction: 'always null',
    on_behalf_of: 'always null',
    review: 'always null',
  },
  payment_method: { customer: { is: 'customer' } },
  refund: {
    charge: { is: 'charge' },
    payment_intent: { is: 'payment_intent' },
    payment_method: { is: 'payment_method' },
    customer: { is: 'customer' },
    balance_transaction: 'always null',
  },
  dispute: { charge: { is: 'charge' }, payment_intent: { is: 'payment_intent' } },
  promotion_code: {
    customer: { is: 'customer' },
    'promotion.coupon': { is: 'coupon' },
    'restrictions.currency_options': 'on demand',
  },
  coupon: { applies_to: 'on demand', currency_options: 'on demand' },
  customer: { default_source: 'always null', subscriptions: subscriptionsOf },
  product: { default_price: { is: 'price' }, tax_code: 'always null' },
  price: { product: { is: 'product' }, currency_options: 'on demand', tiers: 'on demand' },
  subscription: {
    customer: { is: 'customer' },
    default_payment_method: { is: 'payment_method' },
    discounts: { is: 'discount' },
    items: { holds: 'subscription_item', list: true },
    latest_invoice: { is: 'invoice' },
    application: 'always null',
    default_source: 'always null',
    on_behalf_of: 'always null',
    pending_setup_intent: 'always null',
    schedule: 'always null',
    test_clock: 'always null',
  },
  subscription_item: { discounts: { is: 'discount' }, price: { holds: 'price' } },
  discount: {
    customer: { is: 'customer' },
    promotion_code: { is: 'promotion_code' },
    'source.coupon': { is: 'coupon' },
  },
  invoice: {
    customer: { is: 'customer' },
    default_payment_method: { is: 'payment_method' },
    discounts: { is: 'discount' },
    lines: { holds: 'line_item', list: true },
    'parent.subscription_details.subscription': { is: 'subscription' },
    confirmation_secret: 'on demand',
    payments: paymentsOf,
    application: 'always null',
    default_source: 'always null',
    latest_revision: 'always null',
    on_behalf_of: 'always null',
    test_clock: 'always null',
  },
  line_item: {
    discounts: { is: 'discount' },
    'pricing.price_details.price': { is: 'price' },
  },
  invoice_payment: {
    invoice: { is: 'invoice' },
    'payment.payment_intent': { is: 'payment_intent' },
  },
}
