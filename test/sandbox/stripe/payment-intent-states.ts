/** Which status lets a PaymentIntent do what, and how Stripe says that it may not. */
import type Stripe from 'stripe'
import { refusal } from './errors.ts'

const CONFIRMABLE = ['requires_confirmation', 'requires_action']
const OPEN = ['requires_payment_method', ...CONFIRMABLE]
/** `processing` "in rare cases" (PaymentIntents.d.ts); here never. */
const CANCELABLE = ['requires_payment_method', 'requires_capture', ...CONFIRMABLE]

/** The error carries the intent: https://docs.stripe.com/error-codes#payment-intent-unexpected-state */
const unexpected = (intent: Stripe.PaymentIntent, message: string) =>
  refusal(message, {
    code: 'payment_intent_unexpected_state',
    payment_intent: structuredClone(intent),
  })

export function checkConfirmable(intent: Stripe.PaymentIntent) {
  if (OPEN.includes(intent.status)) return
  throw unexpected(
    intent,
    intent.status === 'succeeded'
      ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
      : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: ${CONFIRMABLE.join(', ')}.`
  )
}

export const missingMethod = (intent: Stripe.PaymentIntent) =>
  unexpected(
    intent,
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken."
  )

export function checkCancelable(intent: Stripe.PaymentIntent) {
  if (CANCELABLE.includes(intent.status)) return
  throw unexpected(
    intent,
    `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(', ')}.`
  )
}

/** What may still be written on an intent that is paid or being paid. */
const ALWAYS_EDITABLE = ['description', 'expand', 'metadata', 'receipt_email']

export function checkEditable(
  intent: Stripe.PaymentIntent,
  params: Stripe.PaymentIntentUpdateParams
) {
  if (OPEN.includes(intent.status)) return
  // "any operations on the PaymentIntent fail with an error" once canceled: PaymentIntents.d.ts, cancel
  if (intent.status === 'canceled') {
    throw unexpected(
      intent,
      'This PaymentIntent could not be updated because it has been canceled.'
    )
  }
  const field = Object.keys(params).find((name) => !ALWAYS_EDITABLE.includes(name))
  if (!field) return
  throw unexpected(
    intent,
    `This PaymentIntent's ${field} could not be updated because it has a status of ${intent.status}. You may only update the ${field} of a PaymentIntent with one of the following statuses: ${OPEN.join(', ')}.`
  )
}
