/** What a PaymentIntent may ask for, and the intent that is made of it. */
import type Stripe from 'stripe'
import { checkEmail, checkLength, checkSuffix, withMetadata } from './checks.ts'
import { invalid, notModelled, refusal } from './errors.ts'
import { letters, type Store } from './store.ts'

type Intent = Stripe.PaymentIntent
type CreateParams = Stripe.PaymentIntentCreateParams

/** What the sandbox's account has switched on. */
const ACTIVE_TYPES = ['card', 'link', 'us_bank_account']

/**
 * Types that do not fit the intent are dropped in silence:
 * docs.stripe.com/changelog/dahlia/2026-07-29/allowed-payment-method-types-parameter
 */
export function fittingTypes(allowed: string[] | null | undefined, currency: string): string[] {
  const fit = ACTIVE_TYPES.filter((type) => type !== 'us_bank_account' || currency === 'usd')
  const types = allowed ? allowed.filter((type) => fit.includes(type)) : fit
  if (types.length) return types
  throw refusal(
    'No valid payment method types for this Payment Intent. Please ensure that you have activated payment methods compatible with your chosen currency in your dashboard (https://dashboard.stripe.com/settings/payments) or specify payment method types manually.',
    { code: 'payment_intent_invalid_parameter' }
  )
}

export function checkTerms(store: Store, params: Partial<CreateParams>) {
  if (params.customer) store.get('customer', params.customer, 'customer')
  checkEmail(params.receipt_email, 'receipt_email')
  checkLength(params.description, 1000, 'description')
  checkSuffix(params.statement_descriptor_suffix)
  if (params.capture_method === 'manual') throw notModelled('manual capture', 'capture_method')
  if (params.confirmation_method === 'manual') {
    throw notModelled('manual confirmation', 'confirmation_method')
  }
  checkOptions(params.payment_method_options)
  if (params.allowed_payment_method_types && params.automatic_payment_methods) {
    // The changelog page above calls them mutually exclusive; the wording is unverified.
    throw invalid(
      'You may only specify one of these parameters: allowed_payment_method_types, automatic_payment_methods.',
      { code: 'parameters_exclusive' }
    )
  }
  if (!params.confirm && params.return_url) {
    throw invalid('You may only pass return_url when confirm is true.', { param: 'return_url' })
  }
}

/** Options of methods that the intent does not list are taken in silence: unverified. */
function checkOptions(options: CreateParams['payment_method_options'] | undefined) {
  const { us_bank_account: bank, ...others } = options ?? {}
  const { verification_method: verified, ...rest } = bank || {}
  const unplayed = [...Object.keys(others), ...Object.keys(rest)]
  if (verified === 'microdeposits') unplayed.push('microdeposits')
  if (unplayed[0]) throw notModelled(unplayed[0], 'payment_method_options')
}

export function newIntent(store: Store, params: CreateParams): Intent {
  const id = `pi_3${letters(23)}`
  const allowed = params.allowed_payment_method_types ?? null
  return {
    ...fixedFields(),
    id,
    allowed_payment_method_types: allowed,
    amount: params.amount,
    // On unless something else chooses, since 2023-08-16: docs.stripe.com/upgrades
    automatic_payment_methods: allowed
      ? null
      : { allow_redirects: 'always', enabled: true, ...params.automatic_payment_methods },
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: `${id}_secret_${letters(25)}`,
    created: store.seconds(),
    currency: params.currency,
    customer: params.customer ?? null,
    description: params.description ?? null,
    metadata: withMetadata({}, params.metadata),
    payment_method_types: fittingTypes(allowed, params.currency),
    receipt_email: params.receipt_email ?? null,
    setup_future_usage: params.setup_future_usage ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
  }
}

const fixedFields = () => ({
  object: 'payment_intent' as const,
  amount_capturable: 0,
  amount_details: { tip: {} },
  amount_received: 0,
  application: null,
  application_fee_amount: null,
  canceled_at: null,
  cancellation_reason: null,
  confirmation_method: 'automatic' as const,
  customer_account: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  managed_payments: null,
  next_action: null,
  on_behalf_of: null,
  payment_method: null,
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_record: null,
  processing: null,
  review: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  status: 'requires_payment_method' as const,
  transfer_group: null,
})
