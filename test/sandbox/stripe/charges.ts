/** Charges: one for each try at moving the money of an intent. */
import type Stripe from 'stripe'
import { page } from './lists.ts'
import { route } from './route.ts'
import { letters, type Store } from './store.ts'

export interface Failure {
  code: string
  message: string
  decline_code?: string
}

export function newCharge(
  store: Store,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  status: 'succeeded' | 'pending' | 'failed',
  failure?: Failure
): Stripe.Charge {
  const id = `ch_3${letters(23)}`
  const charge: Stripe.Charge = {
    ...fixedFields,
    id,
    amount: intent.amount,
    // Not lowered by a failed debit: Charges.d.ts mentions only partial captures.
    amount_captured: status === 'failed' ? 0 : intent.amount,
    billing_details: method.billing_details,
    calculated_statement_descriptor: method.type === 'card' ? 'LABOUR TEMPLE' : null,
    captured: status !== 'failed',
    created: store.seconds(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    // Copied once, when the charge is made: https://docs.stripe.com/metadata
    metadata: { ...intent.metadata },
    outcome: outcome(status, failure),
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: details(store, intent, method),
    receipt_email: intent.receipt_email,
    receipt_url: status === 'failed' ? null : receiptUrl(id),
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status,
  }
  return store.put('charge', charge)
}

const fixedFields = {
  object: 'charge' as const,
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  disputed: false,
  failure_balance_transaction: null,
  fraud_details: {},
  livemode: false,
  on_behalf_of: null,
  radar_options: {},
  // null until Stripe has mailed a receipt: Charges.d.ts
  receipt_number: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  transfer_data: null,
  transfer_group: null,
}

const receiptUrl = (charge: string) =>
  `https://pay.stripe.com/receipts/payment/${letters(32)}?charge=${charge}`

export function outcome(
  status: 'succeeded' | 'pending' | 'failed',
  failure?: Failure
): Stripe.Charge['outcome'] {
  const declined = status === 'failed'
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: declined ? 'declined_by_network' : 'approved_by_network',
    reason: declined ? (failure?.decline_code ?? failure?.code ?? null) : null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message: declined
      ? 'The bank did not return any further details with this decline.'
      : 'Payment complete.',
    type: declined ? 'issuer_declined' : 'authorized',
  }
}

function details(
  store: Store,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod
): Stripe.Charge['payment_method_details'] {
  if (method.type === 'us_bank_account') {
    const { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number } =
      method.us_bank_account as Stripe.PaymentMethod.UsBankAccount
    return {
      type: 'us_bank_account',
      us_bank_account: {
        account_holder_type,
        account_type,
        bank_name,
        expected_debit_date: new Date(store.clock.now()).toISOString().slice(0, 10),
        fingerprint,
        last4,
        payment_reference: null,
        routing_number,
      },
    }
  }
  const card = method.card as Stripe.PaymentMethod.Card
  const { brand, checks, country, exp_month, exp_year, funding, last4 } = card
  return {
    type: 'card',
    card: {
      ...{ brand, checks, country, exp_month, exp_year, funding, last4 },
      amount_authorized: intent.amount,
      authorization_code: null,
      electronic_commerce_indicator: null,
      fingerprint: card.fingerprint ?? null,
      installments: null,
      mandate: null,
      network: 'visa',
      network_transaction_id: null,
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  }
}

export const charges = [
  route('GET /v1/charges', {
    returns: 'charge',
    list: true,
    takes: [
      'created',
      'customer',
      'ending_before',
      'expand',
      'limit',
      'payment_intent',
      'starting_after',
    ],
    run({ store, params }) {
      const { customer, payment_intent } = params
      if (payment_intent) store.get('payment_intent', payment_intent, 'payment_intent')
      return page(
        store,
        'charge',
        params,
        (one) =>
          (!customer || one.customer === customer) &&
          (!payment_intent || one.payment_intent === payment_intent)
      )
    },
  }),
  route('GET /v1/charges/:id', {
    returns: 'charge',
    run: ({ store, id }) => store.get('charge', id),
  }),
]
