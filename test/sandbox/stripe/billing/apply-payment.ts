/** What an invoice and its subscription become when the payment of the invoice moves on. */
import type Stripe from 'stripe'
import { refusal } from '../errors.ts'
import type { Store } from '../store.ts'
import { changed, end, paymentOf, subscriptionOf, voidInvoice } from './cancel.ts'

type Invoice = Stripe.Invoice
type Intent = Stripe.PaymentIntent

const DAY = 24 * 60 * 60
/**
 * Smart Retries choose their own times (docs.stripe.com/billing/revenue-recovery/smart-retries); here
 * a renewal is tried at once, after 3 and after 7 days, and then the subscription is canceled, as an
 * account may choose. Bank debits, which Stripe retries only where it is switched on, are treated alike.
 */
const RETRY_AFTER_DAYS = [3, 7]

const invoiceOf = (store: Store, intent: Intent) =>
  store.tables.invoice.get(store.hidden.invoiceOf.get(intent.id) ?? '')

export function follow(store: Store, intent: Intent) {
  const invoice = invoiceOf(store, intent)
  if (invoice?.status !== 'open') return
  const subscription = subscriptionOf(store, invoice)
  if (intent.status === 'succeeded') return paid(store, invoice, intent)
  if (intent.status === 'requires_payment_method') return failed(store, invoice)
  if (intent.status === 'requires_action') {
    store.emit('invoice.payment_action_required', invoice)
    if (subscription?.status === 'active') changed(store, subscription, { status: 'past_due' })
  }
  // "active" before the money arrives: docs.stripe.com/billing/subscriptions/ach-debit
  if (intent.status === 'processing' && subscription?.status === 'incomplete') {
    changed(store, subscription, { status: 'active' })
  }
}

export function paid(store: Store, invoice: Invoice, intent?: Intent) {
  const now = store.seconds()
  Object.assign(invoice, {
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
  })
  invoice.status_transitions.paid_at = now
  const payment = paymentOf(store, invoice)
  if (payment) {
    Object.assign(payment, { status: 'paid', amount_paid: invoice.amount_due })
    payment.status_transitions.paid_at = now
  }
  store.emit('invoice.paid', invoice)
  store.emit('invoice.payment_succeeded', invoice)
  const subscription = subscriptionOf(store, invoice)
  if (!subscription) return
  const keeps = subscription.payment_settings?.save_default_payment_method === 'on_subscription'
  const waited = ['incomplete', 'past_due'].includes(subscription.status)
  changed(store, subscription, {
    ...(waited ? { status: 'active' } : {}),
    ...(keeps && intent ? { default_payment_method: intent.payment_method as string } : {}),
  })
}

/** The three ends of docs.stripe.com/billing/subscriptions/overview and …/ach-debit. */
export function failed(store: Store, invoice: Invoice) {
  const subscription = subscriptionOf(store, invoice)
  if (!subscription || subscription.status === 'incomplete') {
    store.emit('invoice.payment_failed', invoice)
  } else if (invoice.billing_reason === 'subscription_create') {
    store.emit('invoice.payment_failed', invoice)
    voidInvoice(store, invoice, true)
  } else if (subscription.status !== 'canceled') {
    const days = RETRY_AFTER_DAYS[invoice.attempt_count - 1]
    const since = invoice.status_transitions.finalized_at ?? store.seconds()
    invoice.next_payment_attempt = days === undefined ? null : since + days * DAY
    store.emit('invoice.payment_failed', invoice)
    changed(store, subscription, { status: 'past_due' })
    if (days === undefined) end(store, subscription, 'payment_failed')
  }
}

/** The payment of an invoice is Stripe Billing's to change; wordings unverified. */
export function checkInvoiceLetsGo(
  store: Store,
  intent: Intent,
  verb: 'confirm' | 'cancel' | 'change'
) {
  const invoice = invoiceOf(store, intent)
  if (!invoice || (verb === 'confirm' && invoice.status === 'open')) return
  throw refusal(
    verb === 'confirm'
      ? `You cannot confirm this PaymentIntent because its invoice is ${invoice.status}.`
      : `You cannot ${verb} this PaymentIntent because it was created by an invoice.`,
    { code: 'payment_intent_unexpected_state', payment_intent: structuredClone(intent) }
  )
}
