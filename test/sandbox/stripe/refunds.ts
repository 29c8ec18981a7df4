/** Refunds: at once for a card, days later for a bank account. */
import type Stripe from 'stripe'
import { withMetadata } from './checks.ts'
import { refusal, tooSmall } from './errors.ts'
import { page } from './lists.ts'
import { route } from './route.ts'
import { letters, type Store } from './store.ts'

/** Bank refunds are asynchronous (support.stripe.com, refunds for ACH); four days are unverified. */
const BANK_REFUND_MS = 4 * 24 * 60 * 60 * 1000

/** "This process can take up to 30 days": docs.stripe.com/refunds#failed-refunds. Two days are a guess. */
const CARD_REFUND_FAILS_MS = 2 * 24 * 60 * 60 * 1000

const isBank = (charge: Stripe.Charge) => charge.payment_method_details?.type === 'us_bank_account'

function create(store: Store, params: Stripe.RefundCreateParams): Stripe.Refund {
  const charge = chargeOf(store, params)
  const left = charge.amount - charge.amount_refunded
  const amount = params.amount ?? left
  checkRefundable(charge, amount, left)
  const waiting = charge.status === 'pending' ? 'charge_pending' : 'processing'
  const refund: Stripe.Refund = {
    id: `re_3${letters(23)}`,
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: store.seconds(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: isBank(charge)
      ? { type: 'us_bank_transfer', us_bank_transfer: { reference: null, reference_status: null } }
      : { type: 'card', card: { reference_status: 'pending', type: 'refund' } },
    metadata: withMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(isBank(charge) ? { pending_reason: waiting } : {}),
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: isBank(charge) ? 'pending' : 'succeeded',
    transfer_reversal: null,
  }
  store.put('refund', refund)
  if (charge.status === 'succeeded' && isBank(charge)) startBankRefund(store, refund)
  if (store.hidden.behaviours.get(charge.payment_method ?? '') === 'sends refunds back')
    store.hidden.due.set(refund.id, store.clock.now() + CARD_REFUND_FAILS_MS)
  charge.amount_refunded += amount
  charge.refunded = charge.amount_refunded === charge.amount
  store.emit('refund.created', refund)
  store.emit('charge.refunded', charge)
  return refund
}

function chargeOf(store: Store, { charge, payment_intent }: Stripe.RefundCreateParams) {
  if (charge && payment_intent) {
    // Wording unverified.
    throw refusal('You may only specify one of these parameters: charge, payment_intent.', {
      code: 'parameters_exclusive',
    })
  }
  if (charge) return store.get('charge', charge, 'charge')
  if (!payment_intent) {
    throw refusal(
      'One of the following params should be provided for this request: payment_intent or charge.',
      { code: 'parameter_missing' }
    )
  }
  const intent = store.get('payment_intent', payment_intent, 'payment_intent')
  const latest = store.tables.charge.get((intent.latest_charge as string | null) ?? '')
  if (latest && latest.status !== 'failed') return latest
  // Wording and lack of a code unverified.
  throw refusal(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`)
}

function checkRefundable(charge: Stripe.Charge, amount: number, left: number) {
  if (charge.status === 'failed') {
    // Wording unverified.
    throw refusal(`Charge ${charge.id} has failed and cannot be refunded.`, {
      code: 'charge_not_refundable',
    })
  }
  if (charge.disputed) {
    throw refusal(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    })
  }
  if (left === 0) {
    throw refusal(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    })
  }
  if (amount < 1) throw tooSmall('amount', 1)
  if (amount > left) {
    const dollars = (cents: number) => `$${(cents / 100).toFixed(2)}`
    throw refusal(
      `Refund amount (${dollars(amount)}) is greater than unrefunded amount on charge (${dollars(left)})`,
      { param: 'amount' }
    )
  }
  // docs.stripe.com/payments/ach-direct-debit has partial refunds ✗; a support page has them ✓: unverified.
  if (isBank(charge) && amount < charge.amount) {
    throw refusal('Partial refunds are not supported for us_bank_account payments.', {
      param: 'amount',
    })
  }
}

function startBankRefund(store: Store, refund: Stripe.Refund) {
  refund.pending_reason = 'processing'
  store.hidden.due.set(refund.id, store.clock.now() + BANK_REFUND_MS)
}

/**
 * "Stripe waits for the original debit to clear; if it fails the refund is cancelled":
 * support.stripe.com/questions/refunds-for-ach-direct-debit-payments
 */
export function releaseRefunds(store: Store, charge: Stripe.Charge, paid: boolean) {
  for (const refund of store.all('refund')) {
    if (refund.charge !== charge.id || refund.status !== 'pending') continue
    if (paid) startBankRefund(store, refund)
    else {
      refund.status = 'canceled'
      delete refund.pending_reason
      charge.amount_refunded -= refund.amount
      charge.refunded = false
    }
    store.emit('refund.updated', refund)
  }
}

/** What the bank says at last: a bank account's takes the money, that of a card may send it back. */
export function finishRefund(store: Store, refund: Stripe.Refund) {
  store.hidden.due.delete(refund.id)
  if (refund.status === 'succeeded') return failCardRefund(store, refund)
  refund.status = 'succeeded'
  delete refund.pending_reason
  store.emit('refund.updated', refund)
}

/** That the charge counts as not refunded again is unverified. */
function failCardRefund(store: Store, refund: Stripe.Refund) {
  Object.assign(refund, { status: 'failed', failure_reason: 'expired_or_canceled_card' })
  const charge = store.get('charge', refund.charge as string)
  charge.amount_refunded -= refund.amount
  charge.refunded = false
  store.emit('refund.failed', refund)
}

export const refunds = [
  route('POST /v1/refunds', {
    returns: 'refund',
    takes: ['amount', 'charge', 'expand', 'metadata', 'payment_intent', 'reason'],
    run: ({ store, params }) => create(store, params),
  }),
  route('GET /v1/refunds', {
    returns: 'refund',
    list: true,
    run({ store, params }) {
      const { charge, payment_intent } = params
      if (charge) store.get('charge', charge, 'charge')
      if (payment_intent) store.get('payment_intent', payment_intent, 'payment_intent')
      return page(
        store,
        'refund',
        params,
        (one) =>
          (!charge || one.charge === charge) &&
          (!payment_intent || one.payment_intent === payment_intent)
      )
    },
  }),
  route('GET /v1/refunds/:id', {
    returns: 'refund',
    run: ({ store, id }) => store.get('refund', id),
  }),
  // "This request only accepts metadata as an argument" (reference of refunds, update).
  route('POST /v1/refunds/:id', {
    returns: 'refund',
    takes: ['expand', 'metadata'],
    run({ store, id, params }) {
      const refund = store.get('refund', id)
      refund.metadata = withMetadata(refund.metadata ?? {}, params.metadata)
      store.emit('refund.updated', refund)
      return refund
    },
  }),
]
