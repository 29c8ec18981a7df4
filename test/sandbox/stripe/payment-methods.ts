/** Payment methods: each test token stands for a fresh card or bank account with a known outcome. */
import type Stripe from 'stripe'
import { invalid, refusal } from './errors.ts'
import { route } from './route.ts'
import { type Behaviour, letters, type Store } from './store.ts'

/** https://docs.stripe.com/testing and https://docs.stripe.com/payments/ach-direct-debit */
const TOKENS: Record<string, { behaviour: Behaviour; last4: string }> = {
  pm_card_visa: { behaviour: 'succeeds', last4: '4242' },
  pm_card_chargeDeclined: { behaviour: 'declines', last4: '0002' },
  // 4000000000005126: a refund "begins as succeeded. Some time later, its status transitions to failed".
  pm_card_refundFail: { behaviour: 'sends refunds back', last4: '5126' },
  // 4000000000000341: "Attaching this card to a Customer succeeds, but attempts to charge it fail".
  pm_card_chargeCustomerFail: { behaviour: 'declines once kept', last4: '0341' },
  // 4000002760003184, "requires authentication on all transactions, regardless of how the card is set up":
  // asks at set-up and again at each payment, and is declined when the customer is not there.
  pm_card_authenticationRequired: { behaviour: 'asks', last4: '3184' },
  // 4000002500003155, which asks "unless you set it up for future payments".
  pm_card_authenticationRequiredOnSetup: { behaviour: 'asks until kept', last4: '3155' },
  pm_usBankAccount_success: { behaviour: 'settles', last4: '6789' },
  pm_usBankAccount_insufficientFunds: { behaviour: 'bounces', last4: '2227' },
}

const isDebit = (behaviour: Behaviour) => behaviour === 'settles' || behaviour === 'bounces'

export const isBank = (method: Stripe.PaymentMethod) => method.type === 'us_bank_account'

type Occasion = 'set up' | 'on session' | 'off session'

/** What happens when this method is used now. */
export function outcomeOf(store: Store, method: Stripe.PaymentMethod, occasion: Occasion) {
  const behaviour = store.hidden.behaviours.get(method.id)
  if (behaviour === 'declines') return 'declines'
  if (behaviour === 'declines once kept') return occasion === 'set up' ? 'succeeds' : 'declines'
  const asks = behaviour === 'asks' || (behaviour === 'asks until kept' && !method.customer)
  if (asks) return occasion === 'off session' ? 'declines unasked' : 'asks'
  return isBank(method) ? 'debits' : 'succeeds'
}

/** The method a token or an id stands for; nothing is stored yet. */
export function lookUp(store: Store, tokenOrId: string): Stripe.PaymentMethod {
  const token = Object.hasOwn(TOKENS, tokenOrId) ? TOKENS[tokenOrId] : undefined
  if (!token) return store.get('payment_method', tokenOrId, 'payment_method')
  const method = isDebit(token.behaviour)
    ? bankAccount(store, token.last4)
    : card(store, token.last4)
  store.hidden.behaviours.set(method.id, token.behaviour)
  return method
}

const shared = (store: Store) => ({
  id: `pm_1${letters(23)}`,
  object: 'payment_method' as const,
  allow_redisplay: 'unspecified' as const,
  billing_details: {
    address: {
      city: null,
      country: null,
      line1: null,
      line2: null,
      postal_code: null,
      state: null,
    },
    email: null,
    name: null,
    phone: null,
    tax_id: null,
  },
  created: store.seconds(),
  customer: null,
  customer_account: null,
  livemode: false,
  metadata: {},
})

const card = (store: Store, last4: string): Stripe.PaymentMethod => ({
  ...shared(store),
  type: 'card',
  card: {
    brand: 'visa',
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    display_brand: 'visa',
    exp_month: 12,
    exp_year: new Date(store.clock.now()).getUTCFullYear() + 2,
    fingerprint: letters(16),
    funding: 'credit',
    generated_from: null,
    last4,
    networks: { available: ['visa'], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  },
})

const bankAccount = (store: Store, last4: string): Stripe.PaymentMethod => ({
  ...shared(store),
  type: 'us_bank_account',
  us_bank_account: {
    account_holder_type: 'individual',
    account_type: 'checking',
    bank_name: 'STRIPE TEST BANK',
    financial_connections_account: null,
    fingerprint: letters(16),
    last4,
    networks: { preferred: 'ach', supported: ['ach'] },
    routing_number: '110000000',
    status_details: {},
  },
})

/** The second is one of SetupIntents.d.ts's codes; that Stripe gives it here is unverified. */
const incompatible = {
  PaymentIntent: 'payment_intent_incompatible_payment_method',
  SetupIntent: 'setup_intent_invalid_parameter',
}

/** Refuses a method the intent does not allow, or one that may not be used (again). */
export function checkUsable(
  store: Store,
  method: Stripe.PaymentMethod,
  types: string[],
  customer: string | null,
  intent: 'PaymentIntent' | 'SetupIntent' = 'PaymentIntent'
) {
  if (!types.includes(method.type)) {
    // The first sentences as integrators quote them; code unverified.
    throw refusal(
      `The PaymentMethod provided (${method.type}) is not allowed for this ${intent}. Please attach a PaymentMethod of one of the following types: ${types.join(', ')}.`,
      { param: 'payment_method', code: incompatible[intent] }
    )
  }
  if (method.customer && method.customer !== customer) {
    throw refusal(
      `The customer does not have a payment method with the ID ${method.id}. The payment method must be attached to the customer.`,
      { param: 'payment_method', code: 'resource_missing' }
    )
  }
  if (!method.customer && store.hidden.spent.has(method.id)) {
    throw refusal(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
      { param: 'payment_method' }
    )
  }
}

export const paymentMethods = [
  route('GET /v1/payment_methods/:id', {
    returns: 'payment_method',
    run: ({ store, id }) => store.get('payment_method', id),
  }),
  route('POST /v1/payment_methods/:id/attach', {
    returns: 'payment_method',
    takes: ['customer', 'expand'],
    run({ store, id, params: { customer } }) {
      const method = lookUp(store, id)
      // PaymentMethods.d.ts, attach: "To attach a new PaymentMethod to a customer".
      if (!customer)
        throw invalid('Missing required param: customer.', {
          param: 'customer',
          code: 'parameter_missing',
        })
      store.get('customer', customer, 'customer')
      checkUsable(store, method, [method.type], customer)
      method.customer = customer
      store.put('payment_method', method)
      store.emit('payment_method.attached', method)
      return method
    },
  }),
]
