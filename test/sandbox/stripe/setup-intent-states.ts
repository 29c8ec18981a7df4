/** Which status lets a SetupIntent do what, and the intent as it is made. */
import type Stripe from 'stripe'
import { checkLength, withMetadata } from './checks.ts'
import { invalid, notModelled, refusal } from './errors.ts'
import { fittingTypes } from './payment-intent-params.ts'
import { letters, type Store } from './store.ts'

type Intent = Stripe.SetupIntent
type CreateParams = Stripe.SetupIntentCreateParams

/** "requires_payment_method, requires_confirmation, or requires_action": SetupIntents.d.ts, cancel */
const OPEN = ['requires_payment_method', 'requires_confirmation', 'requires_action']

/** https://docs.stripe.com/error-codes#setup-intent-unexpected-state */
const unexpected = (intent: Intent, message: string) =>
  refusal(message, {
    code: 'setup_intent_unexpected_state',
    setup_intent: structuredClone(intent),
  })

export function checkOpen(intent: Intent, verb: 'confirm' | 'cancel' | 'update') {
  if (OPEN.includes(intent.status)) return
  throw unexpected(
    intent,
    intent.status === 'succeeded' && verb === 'confirm'
      ? 'You cannot confirm this SetupIntent because it has already succeeded.'
      : `You cannot ${verb} this SetupIntent because it has a status of ${intent.status}. Only a SetupIntent with one of the following statuses may be ${verb === 'cancel' ? 'canceled' : `${verb}ed`}: ${OPEN.join(', ')}.`
  )
}

/** Wording after the PaymentIntent's, unverified. */
export const missingMethod = (intent: Intent) =>
  unexpected(
    intent,
    "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it again."
  )

export function checkSetup(store: Store, params: Partial<CreateParams>) {
  if (params.customer) store.get('customer', params.customer, 'customer')
  checkLength(params.description, 1000, 'description')
  if (params.allowed_payment_method_types && params.automatic_payment_methods) {
    // Mutually exclusive, as for PaymentIntents; wording unverified.
    throw invalid(
      'You may only specify one of these parameters: allowed_payment_method_types, automatic_payment_methods.',
      { code: 'parameters_exclusive' }
    )
  }
  const { us_bank_account: bank, ...others } = params.payment_method_options ?? {}
  const { verification_method: verified, ...rest } = bank ?? {}
  const unplayed = [...Object.keys(others), ...Object.keys(rest)]
  if (verified === 'microdeposits') unplayed.push('microdeposits')
  if (unplayed[0]) throw notModelled(unplayed[0], 'payment_method_options')
}

export function newSetupIntent(store: Store, params: CreateParams): Intent {
  const id = `seti_1${letters(23)}`
  const allowed = params.allowed_payment_method_types ?? null
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: allowed,
    application: null,
    automatic_payment_methods: allowed
      ? null
      : { allow_redirects: 'always', enabled: true, ...params.automatic_payment_methods },
    cancellation_reason: null,
    client_secret: `${id}_secret_${letters(25)}`,
    created: store.seconds(),
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: withMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: (params.payment_method_options ??
      {}) as Intent['payment_method_options'],
    payment_method_types: fittingTypes(allowed, 'usd'),
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: params.usage ?? 'off_session',
  }
}
