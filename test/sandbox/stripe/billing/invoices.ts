/** Invoices over the wire: read, preview, pay, void. */
import type Stripe from 'stripe'
import { refusal } from '../errors.ts'
import { page } from '../lists.ts'
import { route } from '../route.ts'
import type { Store } from '../store.ts'
import { expire, intentOf, subscriptionOf, voidInvoice } from './cancel.ts'
import { collect, payer } from './collect.ts'
import { checkOwned, needsAction } from './create-subscription.ts'
import { preview } from './preview.ts'

type Invoice = Stripe.Invoice

/** The wordings are unverified. */
function checkOpen(store: Store, invoice: Invoice, verb: 'pay' | 'void') {
  if (invoice.status === 'paid' && verb === 'pay') throw refusal('Invoice is already paid')
  if (invoice.status !== 'open') {
    throw refusal(`You can only ${verb} an open invoice; this one is ${invoice.status}.`)
  }
  if (intentOf(store, invoice)?.status === 'processing') {
    throw refusal(`You cannot ${verb} this invoice while a payment of it is processing.`)
  }
}

function pay(store: Store, invoice: Invoice, params: Stripe.InvoicePayParams): Invoice {
  checkOpen(store, invoice, 'pay')
  const customer = invoice.customer as string
  const subscription = subscriptionOf(store, invoice)
  const method = params.payment_method
    ? checkOwned(store, params.payment_method, customer, 'payment_method')
    : subscription && payer(store, subscription)
  if (!method) {
    throw refusal(
      'There is no `default_payment_method` set on this Customer or Invoice. Please set a `default_payment_method`.',
      { code: 'invoice_no_payment_method_types' }
    )
  }
  // "Defaults to `true` (off-session)": Invoices.d.ts, InvoicePayParams.off_session
  collect(store, invoice, method, params.off_session ?? true)
  const intent = intentOf(store, invoice)
  if (intent?.status === 'requires_action') throw needsAction(intent)
  return invoice
}

/** With its first invoice an incomplete subscription ends: docs.stripe.com/invoicing/overview#void, unverified. */
function makeVoid(store: Store, invoice: Invoice): Invoice {
  checkOpen(store, invoice, 'void')
  const subscription = subscriptionOf(store, invoice)
  if (subscription?.status === 'incomplete') expire(store, subscription)
  else voidInvoice(store, invoice)
  return invoice
}

export const invoices = [
  route('POST /v1/invoices/create_preview', {
    returns: 'invoice',
    takes: [
      'currency',
      'customer',
      'customer_details',
      'discounts',
      'expand',
      'invoice_items',
      'subscription_details',
    ],
    run: ({ store, params }) => preview(store, params),
  }),
  route('GET /v1/invoices', {
    returns: 'invoice',
    list: true,
    takes: [
      'created',
      'customer',
      'ending_before',
      'expand',
      'limit',
      'starting_after',
      'status',
      'subscription',
    ],
    run({ store, params }) {
      const { customer, status, subscription } = params
      if (customer) store.get('customer', customer, 'customer')
      if (subscription) store.get('subscription', subscription, 'subscription')
      return page(
        store,
        'invoice',
        params,
        (one) =>
          (!customer || one.customer === customer) &&
          (!status || one.status === status) &&
          (!subscription || subscriptionOf(store, one)?.id === subscription)
      )
    },
  }),
  route('GET /v1/invoices/:id', {
    returns: 'invoice',
    run: ({ store, id }) => store.get('invoice', id),
  }),
  route('POST /v1/invoices/:id/pay', {
    returns: 'invoice',
    takes: ['expand', 'off_session', 'payment_method'],
    run: ({ store, id, params }) => pay(store, store.get('invoice', id), params),
  }),
  route('POST /v1/invoices/:id/void', {
    returns: 'invoice',
    run: ({ store, id }) => makeVoid(store, store.get('invoice', id)),
  }),
  route('GET /v1/invoice_payments', {
    returns: 'invoice_payment',
    list: true,
    run({ store, params }) {
      const { invoice, payment, status } = params
      const intent = payment?.payment_intent
      return page(
        store,
        'invoice_payment',
        params,
        (one) =>
          (!invoice || one.invoice === invoice) &&
          (!status || one.status === status) &&
          (!intent || one.payment.payment_intent === intent)
      )
    },
  }),
  route('GET /v1/invoice_payments/:id', {
    returns: 'invoice_payment',
    run: ({ store, id }) => store.get('invoice_payment', id),
  }),
]
