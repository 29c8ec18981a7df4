/** Finalizes invoices and takes their money. */
import type Stripe from 'stripe'
import { StripeError } from '../errors.ts'
import { fittingTypes, newIntent } from '../payment-intent-params.ts'
import { checkUsable } from '../payment-methods.ts'
import { attempt } from '../payment-outcomes.ts'
import { letters, type Store } from '../store.ts'
import { failed, paid } from './apply-payment.ts'
import { intentOf, subscriptionOf } from './cancel.ts'

type Invoice = Stripe.Invoice
type Subscription = Stripe.Subscription

/**
 * Stripe leaves a renewal's draft open for about an hour (docs.stripe.com/billing/invoices/subscription);
 * here every invoice is final at once.
 */
export function issue(store: Store, invoice: Invoice, subscription: Subscription) {
  store.put('invoice', invoice)
  store.emit('invoice.created', invoice)
  const customer = store.get('customer', invoice.customer as string)
  const token = letters(24)
  const number = String(customer.next_invoice_sequence ?? 1).padStart(4, '0')
  Object.assign(invoice, {
    status: 'open',
    number: `${customer.invoice_prefix}-${number}`,
    effective_at: store.seconds(),
    hosted_invoice_url: `https://invoice.stripe.com/i/acct_sandbox/test_${token}?s=ap`,
    invoice_pdf: `https://pay.stripe.com/invoice/acct_sandbox/test_${token}/pdf?s=ap`,
  })
  invoice.status_transitions.finalized_at = store.seconds()
  customer.next_invoice_sequence = (customer.next_invoice_sequence ?? 1) + 1
  customer.balance = invoice.ending_balance ?? 0
  if (invoice.amount_due > 0) addPayment(store, invoice, subscription)
  store.emit('invoice.finalized', invoice)
  // "An invoice of zero is paid at once": docs.stripe.com/invoicing/overview
  if (invoice.amount_due === 0) paid(store, invoice)
}

/** None of the subscription's metadata; the description as the dashboard shows it. */
function addPayment(store: Store, invoice: Invoice, subscription: Subscription) {
  const first = invoice.billing_reason === 'subscription_create'
  const intent = newIntent(store, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: invoice.customer as string,
    description: first ? 'Subscription creation' : 'Subscription update',
    setup_future_usage: 'off_session',
    capture_method: 'automatic',
  })
  Object.assign(intent, {
    automatic_payment_methods: null,
    payment_method_types: typesOf(subscription),
  })
  store.put('payment_intent', intent)
  store.hidden.invoiceOf.set(intent.id, invoice.id)
  invoice.confirmation_secret = {
    client_secret: intent.client_secret ?? '',
    type: 'payment_intent',
  }
  store.put('invoice_payment', {
    id: `inpay_1${letters(23)}`,
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: store.seconds(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  })
  store.emit('payment_intent.created', intent)
}

export const typesOf = (subscription: Subscription) =>
  fittingTypes(subscription.payment_settings?.payment_method_types, subscription.currency)

/** The subscription's own method, else the customer's default. */
export function payer(store: Store, subscription: Subscription): Stripe.PaymentMethod | undefined {
  const customer = store.tables.customer.get(subscription.customer as string)
  const id =
    subscription.default_payment_method ?? customer?.invoice_settings.default_payment_method ?? ''
  return store.tables.payment_method.get(id as string)
}

/** One try; throws when the card is declined (402), after all that follows from it has happened. */
export function collect(
  store: Store,
  invoice: Invoice,
  method: Stripe.PaymentMethod,
  offSession: boolean
) {
  const intent = intentOf(store, invoice)
  if (!intent) return
  checkUsable(store, method, intent.payment_method_types, invoice.customer as string)
  Object.assign(invoice, { attempted: true, attempt_count: invoice.attempt_count + 1 })
  attempt(store, intent, method, offSession)
}

/** An attempt in the background: a decline is not an error of any request. */
export function collectQuietly(store: Store, invoice: Invoice, offSession = true) {
  const subscription = subscriptionOf(store, invoice)
  const method = subscription && payer(store, subscription)
  if (!method) {
    invoice.attempt_count += 1
    failed(store, invoice)
    return
  }
  try {
    collect(store, invoice, method, offSession)
  } catch (error) {
    if (!(error instanceof StripeError && error.status === 402)) throw error
  }
}
