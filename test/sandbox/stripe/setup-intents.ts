/** SetupIntents: a payment method put by for later, with nothing charged. */
import type Stripe from 'stripe'
import { withMetadata } from './checks.ts'
import { refusal } from './errors.ts'
import { page } from './lists.ts'
import { fittingTypes } from './payment-intent-params.ts'
import { checkUsable, lookUp } from './payment-methods.ts'
import { route } from './route.ts'
import { attemptSetup } from './setup-intent-outcomes.ts'
import { checkOpen, checkSetup, missingMethod, newSetupIntent } from './setup-intent-states.ts'
import type { Store } from './store.ts'

type Intent = Stripe.SetupIntent

function create(store: Store, params: Stripe.SetupIntentCreateParams): Intent {
  checkSetup(store, params)
  const intent = newSetupIntent(store, params)
  if (params.payment_method) use(store, intent, params.payment_method)
  store.put('setup_intent', intent)
  store.emit('setup_intent.created', intent)
  return intent
}

function use(store: Store, intent: Intent, tokenOrId: string): Stripe.PaymentMethod {
  const method = lookUp(store, tokenOrId)
  const customer = intent.customer as string | null
  checkUsable(store, method, intent.payment_method_types, customer, 'SetupIntent')
  store.put('payment_method', method)
  Object.assign(intent, { payment_method: method.id, status: 'requires_confirmation' })
  return method
}

function confirm(store: Store, intent: Intent, params: Stripe.SetupIntentConfirmParams): Intent {
  checkOpen(intent, 'confirm')
  if (intent.automatic_payment_methods?.allow_redirects === 'always' && !params.return_url) {
    throw refusal(
      "This SetupIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents."
    )
  }
  const chosen = params.payment_method ?? (intent.payment_method as string | null)
  if (!chosen) throw missingMethod(intent)
  attemptSetup(store, intent, use(store, intent, chosen))
  return intent
}

function update(store: Store, intent: Intent, params: Stripe.SetupIntentUpdateParams): Intent {
  const { allowed_payment_method_types: allowed, customer, description, payment_method } = params
  // That a finished intent still takes a description and metadata is as for PaymentIntents: unverified.
  if (intent.status === 'canceled' || allowed || customer || payment_method) {
    checkOpen(intent, 'update')
  }
  checkSetup(store, {
    ...(customer === undefined ? {} : { customer }),
    ...(description === undefined ? {} : { description }),
  })
  const types = allowed ? fittingTypes(allowed, 'usd') : intent.payment_method_types
  const metadata = withMetadata(intent.metadata, params.metadata)
  if (payment_method) use(store, intent, payment_method)
  Object.assign(intent, {
    ...(allowed ? { allowed_payment_method_types: allowed, automatic_payment_methods: null } : {}),
    ...(customer === undefined ? {} : { customer }),
    ...(description === undefined ? {} : { description }),
    payment_method_types: types,
    metadata,
  })
  return intent
}

function cancel(store: Store, intent: Intent, reason: Intent['cancellation_reason']): Intent {
  checkOpen(intent, 'cancel')
  Object.assign(intent, { status: 'canceled', cancellation_reason: reason, next_action: null })
  store.emit('setup_intent.canceled', intent)
  return intent
}

export const setupIntents = [
  route('POST /v1/setup_intents', {
    returns: 'setup_intent',
    takes: [
      'allowed_payment_method_types',
      'automatic_payment_methods',
      'customer',
      'description',
      'expand',
      'metadata',
      'payment_method',
      'payment_method_options',
      'usage',
    ],
    run: ({ store, params }) => create(store, params),
  }),
  route('GET /v1/setup_intents', {
    returns: 'setup_intent',
    list: true,
    takes: [
      'created',
      'customer',
      'ending_before',
      'expand',
      'limit',
      'payment_method',
      'starting_after',
    ],
    run({ store, params }) {
      const { customer, payment_method } = params
      if (customer) store.get('customer', customer, 'customer')
      return page(
        store,
        'setup_intent',
        params,
        (one) =>
          (!customer || one.customer === customer) &&
          (!payment_method || one.payment_method === payment_method)
      )
    },
  }),
  route('GET /v1/setup_intents/:id', {
    returns: 'setup_intent',
    takes: ['expand'],
    page: true,
    run: ({ store, id }) => store.get('setup_intent', id),
  }),
  route('POST /v1/setup_intents/:id', {
    returns: 'setup_intent',
    takes: [
      'allowed_payment_method_types',
      'customer',
      'description',
      'expand',
      'metadata',
      'payment_method',
    ],
    run: ({ store, id, params }) => update(store, store.get('setup_intent', id), params),
  }),
  route('POST /v1/setup_intents/:id/confirm', {
    returns: 'setup_intent',
    takes: ['expand', 'mandate_data', 'payment_method', 'return_url', 'use_stripe_sdk'],
    page: true,
    run: ({ store, id, params }) => confirm(store, store.get('setup_intent', id), params),
  }),
  route('POST /v1/setup_intents/:id/cancel', {
    returns: 'setup_intent',
    takes: ['cancellation_reason', 'expand'],
    run: ({ store, id, params }) =>
      cancel(store, store.get('setup_intent', id), params.cancellation_reason ?? null),
  }),
]
