/** PaymentIntents: what is to be paid, by which kinds of method, and how far it has come. */
import type Stripe from 'stripe'
import { checkInvoiceLetsGo } from './billing/apply-payment.ts'
import { checkAmount, checkCurrency, withMetadata } from './checks.ts'
import { refusal } from './errors.ts'
import { page } from './lists.ts'
import { checkTerms, fittingTypes, newIntent } from './payment-intent-params.ts'
import {
  checkCancelable,
  checkConfirmable,
  checkEditable,
  missingMethod,
} from './payment-intent-states.ts'
import { checkUsable, lookUp } from './payment-methods.ts'
import { attempt } from './payment-outcomes.ts'
import { route } from './route.ts'
import type { Store } from './store.ts'

type Intent = Stripe.PaymentIntent
type CreateParams = Stripe.PaymentIntentCreateParams
type UpdateParams = Stripe.PaymentIntentUpdateParams

function create(store: Store, params: CreateParams): Intent {
  checkCurrency(params.currency)
  checkAmount(params.amount, params.currency)
  checkTerms(store, params)
  const intent = newIntent(store, params)
  if (params.payment_method) use(store, intent, params.payment_method)
  if (params.confirm && !params.payment_method) throw missingMethod(intent)
  store.put('payment_intent', intent)
  store.emit('payment_intent.created', intent)
  if (params.confirm) confirm(store, intent, { return_url: params.return_url ?? '' })
  return intent
}

function use(store: Store, intent: Intent, tokenOrId: string): Stripe.PaymentMethod {
  const method = lookUp(store, tokenOrId)
  checkUsable(store, method, intent.payment_method_types, intent.customer as string | null)
  store.put('payment_method', method)
  Object.assign(intent, { payment_method: method.id, status: 'requires_confirmation' })
  return method
}

function confirm(
  store: Store,
  intent: Intent,
  params: { payment_method?: string; return_url?: string }
): Intent {
  checkConfirmable(intent)
  checkInvoiceLetsGo(store, intent, 'confirm')
  if (intent.automatic_payment_methods?.allow_redirects === 'always' && !params.return_url) {
    throw refusal(
      "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents."
    )
  }
  const chosen = params.payment_method ?? (intent.payment_method as string | null)
  if (!chosen) throw missingMethod(intent)
  attempt(store, intent, use(store, intent, chosen))
  return intent
}

function update(store: Store, intent: Intent, params: UpdateParams): Intent {
  checkEditable(intent, params)
  const ours = Object.keys(params).every((name) =>
    ['description', 'expand', 'metadata'].includes(name)
  )
  if (!ours) checkInvoiceLetsGo(store, intent, 'change')
  const currency = params.currency ?? intent.currency
  checkCurrency(currency)
  checkAmount(params.amount ?? intent.amount, currency)
  checkTerms(store, params as Partial<CreateParams>)
  const metadata = withMetadata(intent.metadata, params.metadata)
  const allowed = params.allowed_payment_method_types ?? intent.allowed_payment_method_types
  const payment_method_types = fittingTypes(allowed, currency)
  const { payment_method, expand, ...changed } = params
  if (payment_method) use(store, intent, payment_method)
  Object.assign(intent, changed, { metadata, payment_method_types })
  if (intent.receipt_email === '') intent.receipt_email = null
  if ((intent.setup_future_usage as string) === '') intent.setup_future_usage = null
  if (params.allowed_payment_method_types) intent.automatic_payment_methods = null
  // "It will be cleared if the PaymentIntent is later updated for any reason": PaymentIntents.d.ts
  intent.last_payment_error = null
  return intent
}

function cancel(store: Store, intent: Intent, reason: Intent['cancellation_reason']): Intent {
  checkCancelable(intent)
  checkInvoiceLetsGo(store, intent, 'cancel')
  Object.assign(intent, {
    status: 'canceled',
    canceled_at: store.seconds(),
    cancellation_reason: reason,
    next_action: null,
  })
  store.emit('payment_intent.canceled', intent)
  return intent
}

const takes = [
  'allowed_payment_method_types',
  'amount',
  'currency',
  'customer',
  'description',
  'expand',
  'metadata',
  'payment_method',
  'payment_method_options',
  'receipt_email',
  'setup_future_usage',
  'statement_descriptor_suffix',
] as const

export const paymentIntents = [
  route('POST /v1/payment_intents', {
    returns: 'payment_intent',
    takes: [
      ...takes,
      'automatic_payment_methods',
      'capture_method',
      'confirm',
      'confirmation_method',
      'return_url',
    ],
    run: ({ store, params }) => create(store, params),
  }),
  route('GET /v1/payment_intents', {
    returns: 'payment_intent',
    list: true,
    takes: ['created', 'customer', 'ending_before', 'expand', 'limit', 'starting_after'],
    run({ store, params }) {
      if (params.customer) store.get('customer', params.customer, 'customer')
      const { customer } = params
      return page(store, 'payment_intent', params, (one) => !customer || one.customer === customer)
    },
  }),
  route('GET /v1/payment_intents/:id', {
    returns: 'payment_intent',
    takes: ['expand'],
    page: true,
    run: ({ store, id }) => store.get('payment_intent', id),
  }),
  route('POST /v1/payment_intents/:id', {
    returns: 'payment_intent',
    takes,
    run: ({ store, id, params }) => update(store, store.get('payment_intent', id), params),
  }),
  route('POST /v1/payment_intents/:id/confirm', {
    returns: 'payment_intent',
    takes: ['expand', 'mandate_data', 'payment_method', 'return_url', 'use_stripe_sdk'],
    page: true,
    run: ({ store, id, params }) => confirm(store, store.get('payment_intent', id), params),
  }),
  route('POST /v1/payment_intents/:id/cancel', {
    returns: 'payment_intent',
    takes: ['cancellation_reason', 'expand'],
    run: ({ store, id, params }) =>
      cancel(store, store.get('payment_intent', id), params.cancellation_reason ?? null),
  }),
]
