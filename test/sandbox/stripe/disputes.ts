/** Disputes: a cardholder's can be answered, a bank's return cannot. */
import type Stripe from 'stripe'
import { refusal } from './errors.ts'
import { page } from './lists.ts'
import { route } from './route.ts'
import { letters, type Store } from './store.ts'

/** Networks leave one to three weeks (docs.stripe.com/disputes); the very days are unverified. */
const DAYS_TO_ANSWER = 9

export function open(store: Store, charge: Stripe.Charge, by: 'cardholder' | 'bank') {
  const answerable = by === 'cardholder'
  const dispute: Stripe.Dispute = {
    id: `du_1${letters(23)}`,
    object: 'dispute',
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: store.seconds(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(),
    evidence_details: {
      due_by: answerable ? store.seconds() + DAYS_TO_ANSWER * 24 * 60 * 60 : null,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'manual',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: answerable ? 'fraudulent' : 'insufficient_funds',
    status: answerable ? 'needs_response' : 'lost',
  }
  if (answerable) dispute.payment_method_details = CARD_FRAUD
  store.put('dispute', dispute)
  charge.disputed = true
  store.emit('charge.dispute.created', dispute)
  store.emit('charge.dispute.funds_withdrawn', dispute)
  // A late ACH return is a dispute that is final, without appeal: docs.stripe.com/payments/ach-direct-debit.
  // That it is made already lost and closed at once is unverified.
  if (!answerable) store.emit('charge.dispute.closed', dispute)
}

/** What the bank makes of the evidence in a sandbox: docs.stripe.com/testing#evidence */
const VERDICTS: Record<string, 'won' | 'lost'> = {
  winning_evidence: 'won',
  losing_evidence: 'lost',
}

/** The bank takes its time over real evidence; here that of no sandbox word is never decided. */
function answer(dispute: Stripe.Dispute, { evidence, submit = true }: Stripe.DisputeUpdateParams) {
  needsResponse(dispute)
  const { uncategorized_text: text = '' } = evidence ?? {}
  dispute.evidence.uncategorized_text = text
  dispute.evidence_details.has_evidence = true
  if (!submit) return null
  dispute.evidence_details.submission_count += 1
  dispute.status = 'under_review'
  return VERDICTS[text] ?? null
}

function close(store: Store, dispute: Stripe.Dispute, status: 'won' | 'lost') {
  dispute.status = status
  store.emit('charge.dispute.closed', dispute)
}

function needsResponse({ id, status }: Stripe.Dispute) {
  // Wording unverified.
  if (status !== 'needs_response') throw refusal(`Dispute ${id} is ${status}.`)
}

const CARD_FRAUD: Stripe.Dispute.PaymentMethodDetails = {
  type: 'card',
  card: {
    brand: 'visa',
    case_type: 'chargeback',
    network: 'visa',
    network_reason_code: '10.4',
  },
}

const noEvidence = (): Stripe.Dispute.Evidence => ({
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
})

export const disputes = [
  route('GET /v1/disputes', {
    returns: 'dispute',
    list: true,
    run({ store, params }) {
      const { charge, payment_intent } = params
      return page(
        store,
        'dispute',
        params,
        (one) =>
          (!charge || one.charge === charge) &&
          (!payment_intent || one.payment_intent === payment_intent)
      )
    },
  }),
  route('GET /v1/disputes/:id', {
    returns: 'dispute',
    run: ({ store, id }) => store.get('dispute', id),
  }),
  route('POST /v1/disputes/:id', {
    returns: 'dispute',
    takes: ['evidence', 'submit'],
    run({ store, id, params }) {
      const dispute = store.get('dispute', id)
      const verdict = answer(dispute, params)
      if (verdict) close(store, dispute, verdict)
      return dispute
    },
  }),
  /** "The status of the dispute will change from needs_response to lost": docs.stripe.com/api/disputes/close */
  route('POST /v1/disputes/:id/close', {
    returns: 'dispute',
    takes: [],
    run({ store, id }) {
      const dispute = store.get('dispute', id)
      needsResponse(dispute)
      close(store, dispute, 'lost')
      return dispute
    },
  }),
]
