/** How subscriptions and invoices end: canceled, expired, void. */
import type Stripe from 'stripe'
import { update } from '../customers.ts'
import type { Store } from '../store.ts'

type Invoice = Stripe.Invoice
type Subscription = Stripe.Subscription

export const subscriptionOf = (store: Store, invoice: Invoice) =>
  store.tables.subscription.get(
    (invoice.parent?.subscription_details?.subscription as string | undefined) ?? ''
  )

export const paymentOf = (store: Store, invoice: Invoice) =>
  store.all('invoice_payment').find((one) => one.invoice === invoice.id)

export const intentOf = (store: Store, invoice: Invoice) =>
  store.tables.payment_intent.get(
    (paymentOf(store, invoice)?.payment.payment_intent as string | undefined) ?? ''
  )

/** Changes the subscription and says so, with what it was before. */
export function changed(store: Store, subscription: Subscription, to: Partial<Subscription>) {
  const previous = update(subscription, to)
  if (Object.keys(previous).length) {
    store.emit('customer.subscription.updated', subscription, previous)
  }
}

/** A returned debit leaves the intent asking for another method; else voiding cancels it. */
export function voidInvoice(store: Store, invoice: Invoice, keepIntent = false) {
  const now = store.seconds()
  Object.assign(invoice, { status: 'void', auto_advance: false, next_payment_attempt: null })
  invoice.status_transitions.voided_at = now
  const payment = paymentOf(store, invoice)
  if (payment) {
    payment.status = 'canceled'
    payment.status_transitions.canceled_at = now
  }
  const intent = intentOf(store, invoice)
  if (intent && !keepIntent) {
    Object.assign(intent, {
      status: 'canceled',
      canceled_at: now,
      cancellation_reason: 'void_invoice',
      next_action: null,
    })
    store.emit('payment_intent.canceled', intent)
  }
  store.emit('invoice.voided', invoice)
}

/** 23 hours without a payment, or given up before: docs.stripe.com/billing/subscriptions/overview */
export function expire(store: Store, subscription: Subscription) {
  const invoice = store.tables.invoice.get((subscription.latest_invoice as string | null) ?? '')
  if (invoice?.status === 'open') voidInvoice(store, invoice)
  changed(store, subscription, { status: 'incomplete_expired', ended_at: store.seconds() })
}

/** "Stripe stops automatic collection of all finalized invoices": Subscriptions.d.ts, cancel */
export function end(
  store: Store,
  subscription: Subscription,
  reason: 'cancellation_requested' | 'payment_failed'
) {
  const now = store.seconds()
  for (const invoice of store.all('invoice')) {
    if (subscriptionOf(store, invoice) !== subscription || invoice.status !== 'open') continue
    Object.assign(invoice, { auto_advance: false, next_payment_attempt: null })
  }
  Object.assign(subscription, {
    status: 'canceled',
    ended_at: now,
    canceled_at: subscription.canceled_at ?? now,
    cancellation_details: { ...subscription.cancellation_details, reason },
  })
  store.emit('customer.subscription.deleted', subscription)
}
