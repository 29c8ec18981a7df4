/** Emulator of Stripe.js (endive): the same methods, just as strict, with outcomes that the user can choose. */
import { authenticate } from './bank-dialog.js'
import { createElements } from './elements.js'
import { IntegrationError } from './errors.js'
import { checkAgainstIntent, checkConfirm } from './rules.js'
import { confirm, retrieve } from './server.js'

/** Stripe's message when authentication fails. */
const NOT_AUTHENTICATED =
  'We are unable to authenticate your payment method. ' +
  'Please choose a different payment method and try again.'

const KINDS = {
  payment: { path: 'payment_intents', result: 'paymentIntent', call: 'stripe.confirmPayment' },
  setup: { path: 'setup_intents', result: 'setupIntent', call: 'stripe.confirmSetup' },
}

/** Asks the customer's bank when the intent wants it; resolves as Stripe.js does. */
async function finish(key, kind, intent, clientSecret) {
  if (intent.status !== 'requires_action') return { [kind.result]: intent }
  await authenticate(intent.id)
  const after = await retrieve(key, kind.path, clientSecret)
  if (after.error) return after
  if (after.status === 'succeeded' || after.status === 'processing') {
    return { [kind.result]: after }
  }
  const code = `${kind.path === 'payment_intents' ? 'payment' : 'setup'}_intent_authentication_failure`
  return {
    error: {
      type: 'invalid_request_error',
      code,
      message: NOT_AUTHENTICATED,
      [kind.path === 'payment_intents' ? 'payment_intent' : 'setup_intent']: after,
    },
  }
}

async function confirmWith(key, kind, options) {
  checkConfirm(kind.call, options)
  const before = await retrieve(key, kind.path, options.clientSecret)
  if (before.error) return before
  checkAgainstIntent(options.elements._options, before)
  const method = options.elements._takeMethod()
  const intent = await confirm(key, kind.path, options.clientSecret, method)
  if (intent.error) return intent
  return finish(key, kind, intent, options.clientSecret)
}

async function retrieved(key, kind, clientSecret) {
  const intent = await retrieve(key, kind.path, clientSecret)
  return intent.error ? intent : { [kind.result]: intent }
}

window.Stripe = (key) => {
  if (typeof key !== 'string' || key === '') {
    throw new IntegrationError(
      'Please call Stripe() with your publishable key. You used an empty string.'
    )
  }
  if (/^(sk|rk)_/.test(key)) {
    throw new IntegrationError(
      'You should not use your secret key with Stripe.js. Please pass a publishable key instead.'
    )
  }
  if (!key.startsWith('pk_')) {
    throw new IntegrationError('Invalid API key: it must be a publishable key, pk_…')
  }
  return {
    elements: (options) => createElements(options),
    confirmPayment: (options) => confirmWith(key, KINDS.payment, options),
    confirmSetup: (options) => confirmWith(key, KINDS.setup, options),
    retrievePaymentIntent: (clientSecret) => retrieved(key, KINDS.payment, clientSecret),
    retrieveSetupIntent: (clientSecret) => retrieved(key, KINDS.setup, clientSecret),
    async handleNextAction({ clientSecret }) {
      const kind = clientSecret.startsWith('seti_') ? KINDS.setup : KINDS.payment
      const intent = await retrieve(key, kind.path, clientSecret)
      return intent.error ? intent : finish(key, kind, intent, clientSecret)
    },
  }
}
