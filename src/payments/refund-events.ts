/** What Stripe's events mean for money after a sale: refunds and disputes, of every track. */
import type Stripe from 'stripe'
import { idOf } from '../clients/stripe/lists.ts'
import type { Payment } from '../clients/stripe/payments.ts'
import { moneyRunId } from '../core/ids.ts'

export const MONEY_EVENTS = [
  'charge.refunded',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.closed',
] as const

/** `null` for an event that is about no money of a payment. */
export function moneyNewsOf(event: Stripe.Event): MoneyNews | null {
  switch (event.type) {
    case 'charge.refunded':
      return refunded(event.data.object)
    case 'refund.failed': {
      const { id, amount, payment_intent: intent } = event.data.object
      return news('refund-failed', intent, id, amount)
    }
    case 'charge.dispute.created':
      return disputed(event.data.object, 'disputed')
    case 'charge.dispute.closed': {
      const { status } = event.data.object
      // An inquiry that was closed took no money.
      const lost = status === 'lost'
      return disputed(event.data.object, lost ? 'dispute-lost' : 'dispute-won')
    }
    default:
      return null
  }
}

/** A charge is refunded in parts, and an event comes for each: the sum so far tells them apart. */
export function moneyRunOf({ what, paymentId, objectId, cents }: MoneyNews): string {
  return moneyRunId(paymentId, what, what === 'refunded' ? cents : objectId)
}

/** The same news as the event's, read off a payment. */
export function refundSeenOn({ id, charge }: Payment): MoneyNews | null {
  if (!charge || charge.refundedCents === 0) return null
  const { id: objectId, refundedCents: cents } = charge
  return { what: 'refunded', paymentId: id, objectId, cents, answerByMs: null }
}

function refunded(charge: Stripe.Charge): MoneyNews | null {
  return news('refunded', charge.payment_intent, charge.id, charge.amount_refunded)
}

function disputed(dispute: Stripe.Dispute, what: MoneyNews['what']): MoneyNews | null {
  const { id, amount, payment_intent: intent, evidence_details: evidence } = dispute
  return news(what, intent, id, amount, evidence.due_by === null ? null : evidence.due_by * 1000)
}

function news(
  what: MoneyNews['what'],
  intent: string | Stripe.PaymentIntent | null,
  objectId: string,
  cents: number,
  answerByMs: number | null = null
): MoneyNews | null {
  const paymentId = idOf(intent)
  return paymentId ? { what, paymentId, objectId, cents, answerByMs } : null
}

/** What Stripe tells of money after the sale: given back, or asked back from us by a bank. */
export interface MoneyNews {
  what: 'refunded' | 'refund-failed' | 'disputed' | 'dispute-won' | 'dispute-lost'
  paymentId: string
  /** The charge, the refund or the dispute. */
  objectId: string
  /** For a refund all that went back of the payment so far. */
  cents: number
  /** Until when a dispute can be answered, if it can. */
  answerByMs: number | null
}
