/** Parses Stripe events about refunds and disputes, for every track. */
import type Stripe from 'stripe'
import { idOf } from '../clients/stripe/lists.ts'
import type { Payment } from '../clients/stripe/payments.ts'
import { refundWorkflowId } from '../core/ids.ts'

export const REFUND_AND_DISPUTE_EVENTS = [
  'charge.refunded',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.closed',
] as const

/** `null` if the event is not a refund or dispute of a payment. */
export function parseRefundOrDispute(event: Stripe.Event): RefundOrDispute | null {
  switch (event.type) {
    case 'charge.refunded':
      return refunded(event.data.object)
    case 'refund.failed': {
      const { id, amount, payment_intent: intent } = event.data.object
      return refundOrDispute('refund-failed', intent, id, amount)
    }
    case 'charge.dispute.created':
      return disputed(event.data.object, 'disputed')
    case 'charge.dispute.closed': {
      const { status } = event.data.object
      // Only `lost` takes money: `won` and a closed inquiry do not.
      const lost = status === 'lost'
      return disputed(event.data.object, lost ? 'dispute-lost' : 'dispute-won')
    }
    default:
      return null
  }
}

/** Id of the event's workflow. Partial refunds of one charge are told apart by the sum refunded so far. */
export function refundWorkflow({ type, paymentId, objectId, cents }: RefundOrDispute): string {
  return refundWorkflowId(paymentId, type, type === 'refunded' ? cents : objectId)
}

/** The refund that a `charge.refunded` event would report, built from the payment. `null` if none. */
export function refundFromPayment({ id, charge }: Payment): RefundOrDispute | null {
  if (!charge || charge.refundedCents === 0) return null
  const { id: objectId, refundedCents: cents } = charge
  return { type: 'refunded', paymentId: id, objectId, cents, answerByMs: null }
}

function refunded(charge: Stripe.Charge): RefundOrDispute | null {
  return refundOrDispute('refunded', charge.payment_intent, charge.id, charge.amount_refunded)
}

function disputed(dispute: Stripe.Dispute, type: RefundOrDispute['type']): RefundOrDispute | null {
  const { id, amount, payment_intent: intent, evidence_details: evidence } = dispute
  return refundOrDispute(
    type,
    intent,
    id,
    amount,
    evidence.due_by === null ? null : evidence.due_by * 1000
  )
}

function refundOrDispute(
  type: RefundOrDispute['type'],
  intent: string | Stripe.PaymentIntent | null,
  objectId: string,
  cents: number,
  answerByMs: number | null = null
): RefundOrDispute | null {
  const paymentId = idOf(intent)
  return paymentId ? { type, paymentId, objectId, cents, answerByMs } : null
}

/** A refund that we made, or a dispute by the customer's bank. */
export interface RefundOrDispute {
  type: 'refunded' | 'refund-failed' | 'disputed' | 'dispute-won' | 'dispute-lost'
  paymentId: string
  /** Id of the charge, the refund or the dispute. */
  objectId: string
  /** For `refunded`, the sum refunded so far. */
  cents: number
  /** Deadline for answering a dispute; `null` if it cannot be answered. */
  answerByMs: number | null
}
