/**
 * What the real Stripe.js refuses. Wording from public reports of its errors; that a wrong amount
 * or list throws instead of being returned as an `invalid_request_error` is a guess.
 */
import { IntegrationError } from './errors.js'

const MODES = ['payment', 'setup', 'subscription']

export function checkElements(options = {}) {
  const { mode, amount, currency, clientSecret } = options
  if ('paymentMethodTypes' in options || 'payment_method_types' in options) {
    throw new IntegrationError(
      'Invalid value for elements(): paymentMethodTypes is no longer supported; ' +
        'use allowedPaymentMethodTypes.'
    )
  }
  if (clientSecret) return
  if (!MODES.includes(mode)) {
    throw new IntegrationError(`Invalid value for elements(): mode should be one of ${MODES}.`)
  }
  if (typeof currency !== 'string' || currency !== currency.toLowerCase()) {
    throw new IntegrationError('Invalid value for elements(): currency should be lower case.')
  }
  if (mode !== 'setup' && !(Number.isInteger(amount) && amount > 0)) {
    throw new IntegrationError(
      'Invalid value for elements(): amount should be a positive integer of the smallest ' +
        'currency unit.'
    )
  }
}

/** Fields set to `never` must be passed when confirming. */
function checkBilling(call, { elements, confirmParams = {} }) {
  const given = confirmParams.payment_method_data?.billing_details ?? {}
  for (const [name, option] of Object.entries(elements._never())) {
    if (option !== 'never' || given[name] !== undefined) continue
    const path = `billing_details.${name}`
    throw new IntegrationError(
      `You specified "never" for fields.${path} when creating the payment Element, but did not ` +
        `pass confirmParams.payment_method_data.${path} when calling ${call}(). If you opt out ` +
        'of collecting data via the payment Element using the fields option, the data must be ' +
        `passed in when calling ${call}().`
    )
  }
}

export function checkConfirm(call, options) {
  const { elements, clientSecret, confirmParams, redirect } = options
  if (!elements?._mounted()) {
    throw new IntegrationError(
      `Invalid value for ${call}(): elements should have a mounted Payment Element.`
    )
  }
  if (!/_secret_/.test(clientSecret ?? '')) {
    throw new IntegrationError(`You must pass in a clientSecret when calling ${call}().`)
  }
  if (redirect !== 'if_required' && !confirmParams?.return_url) {
    throw new IntegrationError(`${call}(): confirmParams.return_url is required.`)
  }
  if (!elements._submitted()) {
    throw new IntegrationError(
      `elements.submit() must be called before ${call}(). Call elements.submit() as soon as ` +
        'your customer presses pay, prior to any asynchronous work.'
    )
  }
  checkBilling(call, options)
}

const list = (types) => JSON.stringify([...(types ?? [])].sort())

export function checkAgainstIntent(options, intent) {
  const { mode, amount, currency, captureMethod, allowedPaymentMethodTypes } = options
  if (mode !== 'setup' && amount !== intent.amount) {
    throw new IntegrationError(
      `The provided amount (${amount}) does not match the expected amount (${intent.amount}).`
    )
  }
  if (mode !== 'setup' && currency !== intent.currency) {
    throw new IntegrationError(
      `The provided currency (${currency}) does not match the expected currency ` +
        `(${intent.currency}).`
    )
  }
  // What Stripe.js takes when only one of the two says it is unverified, so both must.
  if (mode === 'payment' && captureMethod !== intent.capture_method) {
    throw new IntegrationError(
      `The provided capture_method (${captureMethod}) does not match the expected ` +
        `capture_method (${intent.capture_method}).`
    )
  }
  const expected = list(intent.payment_method_types)
  if (list(allowedPaymentMethodTypes) !== expected) {
    throw new IntegrationError(
      `The provided payment_method_types (${list(allowedPaymentMethodTypes)}) does not match ` +
        `the expected payment_method_types (${expected}).`
    )
  }
}
