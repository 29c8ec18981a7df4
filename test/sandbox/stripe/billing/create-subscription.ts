/** `subscriptions.create`: all of it, or nothing. */
import type Stripe from 'stripe'
import { invalid, notModelled, refusal, StripeError } from '../errors.ts'
import { checkUsable, outcomeOf } from '../payment-methods.ts'
import { DECLINED } from '../payment-outcomes.ts'
import type { Store } from '../store.ts'
import { changed, intentOf } from './cancel.ts'
import { collectQuietly, issue, payer, typesOf } from './collect.ts'
import { outlives, redeem } from './discounts.ts'
import { firstInvoice } from './first-invoice.ts'
import { pendingItems } from './pending-items.ts'
import { newSubscription } from './subscription.ts'
import { readTerms, type Terms } from './subscription-params.ts'

type CreateParams = Stripe.SubscriptionCreateParams
type Subscription = Stripe.Subscription
type Invoice = Stripe.Invoice

export function create(store: Store, params: CreateParams): Subscription {
  const { customer } = params
  if (!customer) {
    throw invalid('Missing required param: customer.', {
      code: 'parameter_missing',
      param: 'customer',
    })
  }
  store.get('customer', customer, 'customer')
  checkPlayed(params)
  const terms = readTerms(store, {
    customer,
    start: store.seconds(),
    anchor: params.billing_cycle_anchor,
    proration: params.proration_behavior,
    items: { given: params.items ?? [], param: 'items' },
    extras: { given: params.add_invoice_items ?? [], param: 'add_invoice_items' },
    discounts: params.discounts || undefined,
  })
  if (params.default_payment_method) {
    checkOwned(store, params.default_payment_method, customer, 'default_payment_method')
  }
  const subscription = newSubscription(store, terms, params)
  const invoice = terms.free ? undefined : firstInvoice(store, terms, subscription)
  if (invoice) checkPayer(store, params, subscription, invoice)
  return begin(store, { terms, subscription, invoice, params })
}

function checkPlayed({ collection_method, payment_behavior, payment_settings }: CreateParams) {
  if (collection_method === 'send_invoice') {
    throw notModelled('collection_method=send_invoice', 'collection_method')
  }
  if (payment_behavior === 'pending_if_incomplete') {
    // "update only": Subscriptions.d.ts has it there; wording unverified.
    throw refusal('payment_behavior=pending_if_incomplete is not supported on create.', {
      param: 'payment_behavior',
    })
  }
  const { us_bank_account: bank, ...others } = payment_settings?.payment_method_options ?? {}
  const { verification_method: verified, ...rest } = bank || {}
  const [unplayed] = [...Object.keys(others), ...Object.keys(rest)]
  if (unplayed || verified === 'microdeposits') {
    throw notModelled(unplayed ?? 'microdeposits', 'payment_settings[payment_method_options]')
  }
}

/** "It must belong to the customer": Subscriptions.d.ts, `default_payment_method` */
export function checkOwned(store: Store, id: string, customer: string, param: string) {
  const method = store.get('payment_method', id, param)
  if (method.customer === customer) return method
  throw refusal(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    { code: 'resource_missing', param }
  )
}

function checkPayer(
  store: Store,
  params: CreateParams,
  subscription: Subscription,
  invoice: Invoice
) {
  const method = payer(store, subscription)
  const { payment_behavior: behaviour, off_session: offSession } = params
  if (invoice.amount_due === 0) return
  if (method) checkUsable(store, method, typesOf(subscription), subscription.customer as string)
  if (!method && behaviour !== 'default_incomplete') {
    throw refusal(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      { code: 'resource_missing' }
    )
  }
  if (!method || behaviour !== 'error_if_incomplete') return
  const outcome = outcomeOf(store, method, offSession ? 'off session' : 'on session')
  if (outcome.startsWith('declines'))
    throw new StripeError(402, { ...DECLINED, type: 'card_error' })
  if (outcome === 'asks') throw needsAction()
}

/** https://docs.stripe.com/error-codes#invoice-payment-intent-requires-action; its type is unverified. */
export const needsAction = (intent?: Stripe.PaymentIntent) =>
  new StripeError(402, {
    type: 'card_error',
    code: 'invoice_payment_intent_requires_action',
    message:
      'This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice.',
    ...(intent ? { payment_intent: structuredClone(intent) } : {}),
  })

interface Begun {
  terms: Terms
  subscription: Subscription
  invoice: Invoice | undefined
  params: CreateParams
}

/** That the event of creation says `incomplete` even when the card pays at once is unverified. */
function begin(store: Store, { terms, subscription, invoice, params }: Begun): Subscription {
  keep(store, terms, subscription)
  store.put('subscription', subscription)
  subscription.latest_invoice = invoice?.id ?? null
  // Free until the anchor, and no invoice before it: docs.stripe.com/billing/subscriptions/billing-cycle.
  // In 2019 there was one of $0 (github.com/stripe/stripe-node/issues/729): unverified.
  if (!invoice) subscription.status = 'active'
  store.emit('customer.subscription.created', subscription)
  if (!invoice) return subscription
  for (const item of pendingItems(store, terms.customer)) item.invoice = invoice.id
  issue(store, invoice, subscription)
  dropUsed(store, subscription)
  if (invoice.status !== 'open') return subscription
  if (params.payment_behavior === 'default_incomplete') waitForPage(store, subscription, invoice)
  else collectQuietly(store, invoice, params.off_session === true)
  return subscription
}

function keep(store: Store, terms: Terms, subscription: Subscription) {
  for (const { price } of terms.extras) store.put('price', price)
  terms.items.forEach(({ discounts }, index) => {
    const item = subscription.items.data[index]?.id ?? null
    for (const one of discounts)
      Object.assign(one, { subscription: subscription.id, subscription_item: item })
  })
  for (const one of terms.discounts) one.subscription = subscription.id
  const all = [...terms.items, ...terms.extras].flatMap(({ discounts }) => discounts)
  for (const one of [...all, ...terms.discounts]) redeem(store, one)
}

/** What was for once has had its invoice. */
export function dropUsed(store: Store, subscription: Subscription) {
  const left = (ids: (string | Stripe.Discount)[]) =>
    ids.filter((id) => outlives(store, store.get('discount', id as string)))
  for (const item of subscription.items.data) item.discounts = left(item.discounts)
  changed(store, subscription, { discounts: left(subscription.discounts) })
}

function waitForPage(store: Store, subscription: Subscription, invoice: Invoice) {
  const intent = intentOf(store, invoice)
  const method = payer(store, subscription)
  if (!intent || !method) return
  Object.assign(intent, { payment_method: method.id, status: 'requires_confirmation' })
}
