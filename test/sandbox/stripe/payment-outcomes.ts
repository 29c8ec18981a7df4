/** What becomes of a confirmed PaymentIntent: paid, declined, asked for more, or under way at the bank. */
import type Stripe from 'stripe'
import { follow } from './billing/apply-payment.ts'
import { type Failure, newCharge, outcome } from './charges.ts'
import { docUrl, StripeError } from './errors.ts'
import { outcomeOf } from './payment-methods.ts'
import { releaseRefunds } from './refunds.ts'
import { letters, type Store } from './store.ts'

/** "up to 4 business days": https://docs.stripe.com/payments/ach-direct-debit. Here four days of the clock. */
const DEBIT_MS = 4 * 24 * 60 * 60 * 1000

export const DECLINED: Failure = {
  code: 'card_declined',
  decline_code: 'generic_decline',
  message: 'Your card was declined.',
}

/** The customer is not there to be asked: https://docs.stripe.com/declines/codes#authentication_required */
const UNASKED: Failure = {
  code: 'authentication_required',
  decline_code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
}

/** Codes and messages of a failed debit: https://docs.stripe.com/error-codes#insufficient-funds */
const BOUNCED: Failure = {
  code: 'insufficient_funds',
  message: "The customer's account has insufficient funds to cover this payment.",
}

/** Tries the payment; the answer is in the intent, or thrown when a card is declined (402). */
export function attempt(
  store: Store,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  offSession = false
) {
  Object.assign(intent, { payment_method: method.id, last_payment_error: null, next_action: null })
  const turn = outcomeOf(store, method, offSession ? 'off session' : 'on session')
  if (turn === 'declines') throw decline(store, intent, method, DECLINED)
  if (turn === 'declines unasked') throw decline(store, intent, method, UNASKED)
  if (turn === 'asks') return askForAuthentication(store, intent)
  if (turn === 'debits') return startDebit(store, intent, method)
  succeed(store, intent, newCharge(store, intent, method, 'succeeded'))
}

function decline(
  store: Store,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  why: Failure
) {
  const charge = newCharge(store, intent, method, 'failed', why)
  intent.latest_charge = charge.id
  store.emit('charge.failed', charge)
  fail(store, intent, method, { ...why, charge: charge.id, type: 'card_error' })
  return new StripeError(402, {
    ...why,
    type: 'card_error',
    charge: charge.id,
    payment_intent: structuredClone(intent),
    payment_method: structuredClone(method),
  })
}

/** The payment method is let go; the error keeps a copy of it: PaymentIntents.d.ts, LastPaymentError. */
function fail(
  store: Store,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  error: Failure & { type: Stripe.PaymentIntent.LastPaymentError['type']; charge?: string }
) {
  Object.assign(intent, {
    status: 'requires_payment_method',
    payment_method: null,
    next_action: null,
    processing: null,
    last_payment_error: {
      ...error,
      doc_url: docUrl(error.code),
      payment_method: structuredClone(method),
    },
  })
  store.emit('payment_intent.payment_failed', intent)
  follow(store, intent)
}

/** The payload for Stripe.js is undocumented and only shaped like the real one. */
export function threeDSecure() {
  const source = `payatt_3${letters(23)}`
  return {
    type: 'use_stripe_sdk' as const,
    use_stripe_sdk: {
      source,
      stripe_js: `https://hooks.stripe.com/3d_secure_2/hosted?payment_attempt=${source}`,
      type: 'three_d_secure_redirect',
    },
  }
}

function askForAuthentication(store: Store, intent: Stripe.PaymentIntent) {
  intent.status = 'requires_action'
  intent.next_action = threeDSecure()
  store.emit('payment_intent.requires_action', intent)
  follow(store, intent)
}

function startDebit(store: Store, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod) {
  const charge = newCharge(store, intent, method, 'pending')
  intent.status = 'processing'
  intent.latest_charge = charge.id
  store.hidden.due.set(intent.id, store.clock.now() + DEBIT_MS)
  store.hidden.spent.add(method.id)
  store.emit('charge.pending', charge)
  store.emit('payment_intent.processing', intent)
  follow(store, intent)
}

function succeed(store: Store, intent: Stripe.PaymentIntent, charge: Stripe.Charge) {
  Object.assign(charge, { status: 'succeeded', paid: true, outcome: outcome('succeeded') })
  Object.assign(intent, {
    status: 'succeeded',
    amount_received: intent.amount,
    latest_charge: charge.id,
    next_action: null,
    processing: null,
  })
  keepMethod(store, intent)
  store.emit('charge.succeeded', charge)
  store.emit('payment_intent.succeeded', intent)
  follow(store, intent)
}

/** Attached only when it was to be saved; otherwise it has paid once and for all: PaymentIntents.d.ts */
function keepMethod(store: Store, intent: Stripe.PaymentIntent) {
  const method = methodOf(store, intent)
  if (!intent.setup_future_usage || !intent.customer) store.hidden.spent.add(method.id)
  else if (!method.customer) {
    method.customer = intent.customer as string
    store.emit('payment_method.attached', method)
  }
}

const methodOf = (store: Store, intent: Stripe.PaymentIntent) =>
  store.get('payment_method', intent.payment_method as string)

export function authenticate(store: Store, intent: Stripe.PaymentIntent) {
  succeed(store, intent, newCharge(store, intent, methodOf(store, intent), 'succeeded'))
}

/** No charge was tried. https://docs.stripe.com/error-codes#payment-intent-authentication-failure */
export function failAuthentication(store: Store, intent: Stripe.PaymentIntent) {
  fail(store, intent, methodOf(store, intent), {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
  })
}

/** The bank has answered: as the test account says, or `return`ed whatever it says. */
export function finishDebit(store: Store, intent: Stripe.PaymentIntent, returned = false) {
  const charge = store.get('charge', intent.latest_charge as string)
  const method = methodOf(store, intent)
  store.hidden.due.delete(intent.id)
  const failed = returned || store.hidden.behaviours.get(method.id) === 'bounces'
  if (failed) {
    Object.assign(charge, {
      status: 'failed',
      failure_code: BOUNCED.code,
      failure_message: BOUNCED.message,
      outcome: outcome('failed', BOUNCED),
      receipt_url: null,
    })
    store.emit('charge.failed', charge)
    // The type of the error of a returned debit is unverified.
    fail(store, intent, method, { ...BOUNCED, charge: charge.id, type: 'invalid_request_error' })
  } else {
    succeed(store, intent, charge)
  }
  releaseRefunds(store, charge, !failed)
}
