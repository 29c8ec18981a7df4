/** Outcomes of a confirmed SetupIntent: method saved, declined, or authentication required. */
import type Stripe from 'stripe'
import { docUrl, StripeError } from './errors.ts'
import { isBank, outcomeOf } from './payment-methods.ts'
import { DECLINED, threeDSecure } from './payment-outcomes.ts'
import { letters, type Store } from './store.ts'

type Intent = Stripe.SetupIntent
type Method = Stripe.PaymentMethod
type SetupError = Stripe.SetupIntent.LastSetupError

/** Tries it; the answer is in the intent, or thrown when the card is declined (402). */
export function attemptSetup(store: Store, intent: Intent, method: Method) {
  Object.assign(intent, { payment_method: method.id, last_setup_error: null, next_action: null })
  const outcome = outcomeOf(store, method, 'set up')
  if (outcome === 'declines') throw decline(store, intent, method)
  if (outcome !== 'asks') return succeed(store, intent)
  note(store, intent, 'requires_action')
  intent.status = 'requires_action'
  intent.next_action = threeDSecure()
  store.emit('setup_intent.requires_action', intent)
}

/** Each try is an attempt of its own; several may be made of one intent: SetupAttempts.d.ts */
function note(store: Store, intent: Intent, status: string, error: SetupError | null = null) {
  const method = methodOf(store, intent)
  const earlier = store.tables.setup_attempt.get((intent.latest_attempt as string | null) ?? '')
  if (earlier?.status === 'requires_action') {
    Object.assign(earlier, { status, setup_error: error })
    return
  }
  const attempt: Stripe.SetupAttempt = {
    id: `setatt_1${letters(23)}`,
    object: 'setup_attempt',
    application: null,
    created: store.seconds(),
    customer: intent.customer,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method: method.id,
    payment_method_details: { type: method.type, [method.type]: {} },
    setup_error: error,
    setup_intent: intent.id,
    status,
    usage: intent.usage,
  }
  intent.latest_attempt = store.put('setup_attempt', attempt).id
}

const methodOf = (store: Store, intent: Intent) =>
  store.get('payment_method', intent.payment_method as string)

/** "attached to the customer" by itself: docs.stripe.com/payments/setup-intents */
function succeed(store: Store, intent: Intent) {
  const method = methodOf(store, intent)
  note(store, intent, 'succeeded')
  Object.assign(intent, { status: 'succeeded', next_action: null })
  if (isBank(method)) intent.mandate = `mandate_1${letters(23)}`
  if (intent.customer && !method.customer) {
    method.customer = intent.customer as string
    store.emit('payment_method.attached', method)
  }
  store.emit('setup_intent.succeeded', intent)
}

function fail(store: Store, intent: Intent, error: SetupError) {
  const method = methodOf(store, intent)
  const full = {
    ...error,
    ...(error.code ? { doc_url: docUrl(error.code) } : {}),
    payment_method: structuredClone(method),
  }
  note(store, intent, 'failed', full)
  Object.assign(intent, {
    status: 'requires_payment_method',
    payment_method: null,
    next_action: null,
    last_setup_error: full,
  })
  store.emit('setup_intent.setup_failed', intent)
}

function decline(store: Store, intent: Intent, method: Method) {
  fail(store, intent, { ...DECLINED, type: 'card_error' } as SetupError)
  return new StripeError(402, {
    ...DECLINED,
    type: 'card_error',
    setup_intent: structuredClone(intent),
    payment_method: structuredClone(method),
  })
}

export function authenticateSetup(store: Store, intent: Intent) {
  succeed(store, intent)
}

/** https://docs.stripe.com/error-codes#setup-intent-authentication-failure; the wording is unverified. */
export function failSetupAuthentication(store: Store, intent: Intent) {
  fail(store, intent, {
    type: 'invalid_request_error',
    code: 'setup_intent_authentication_failure',
    message:
      'The latest attempt to set up the payment method has failed because authentication failed.',
  })
}
