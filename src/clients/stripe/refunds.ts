/** Refunds what is left of a payment once. Existing refunds are read first. */
import type Stripe from 'stripe'
import { refundKey } from '../../core/ids.ts'
import type { TryCounter } from '../../core/tries.ts'
import { asVendorError, createOnce } from './errors.ts'
import type { Payment } from './payments.ts'

export interface Refund {
  id: string
  /** Amount of this refund alone. */
  cents: number
}

export interface MadeRefund extends Refund {
  createdMs: number
  metadata: Record<string, string>
}

/** Metadata key of our own refunds; refunds made in the dashboard do not have it. */
const OWN_REFUND = 'labour_temple'

export function refunds(stripe: Stripe, tries: TryCounter) {
  async function refundsOf(paymentId: string): Promise<Stripe.Refund[]> {
    const params = { payment_intent: paymentId, limit: 100 }
    const made = await asVendorError('GET /v1/refunds', stripe.refunds.list(params))
    return made.data
  }

  return {
    /** The refunds of a payment that did not fail, the newest first. */
    async listRefunds(paymentId: string): Promise<MadeRefund[]> {
      const made = await refundsOf(paymentId)
      return made.filter(isEffective).map(({ created, metadata, ...refund }) => ({
        ...refundFrom(refund),
        createdMs: created * 1000,
        metadata: metadata ?? {},
      }))
    },

    /** Refunds the amount that is not refunded yet. A refund that failed at the bank does not count. */
    async refundAll(payment: Pick<Payment, 'id' | 'amountCents'>, reason: string): Promise<Refund> {
      const made = await refundsOf(payment.id)
      const effective = made.filter(isEffective)
      const left = payment.amountCents - effective.reduce((sum, { amount }) => sum + amount, 0)
      const [last] = effective
      if (left <= 0 && last) return refundFrom(effective.find(isOwn) ?? last)
      const refund = await createOnce({
        operation: 'POST /v1/refunds',
        key: `${refundKey(payment.id)}-${made.filter(isOwn).length + 1}`,
        tries,
        create: (idempotencyKey) =>
          stripe.refunds.create(
            { payment_intent: payment.id, amount: left, metadata: { [OWN_REFUND]: reason } },
            { idempotencyKey }
          ),
        find: async () =>
          (await refundsOf(payment.id)).find((one) => isOwn(one) && isEffective(one)),
      })
      return refundFrom(refund)
    },
  }
}

function isOwn({ metadata }: Stripe.Refund): boolean {
  return metadata?.[OWN_REFUND] !== undefined
}

function isEffective({ status }: Stripe.Refund): boolean {
  return status !== 'failed' && status !== 'canceled'
}

function refundFrom({ id, amount }: Pick<Stripe.Refund, 'id' | 'amount'>): Refund {
  return { id, cents: amount }
}
