/** Money given back: all that is left of a payment, once, looked for before it is asked for. */
import type Stripe from 'stripe'
import { refundKey } from '../../core/ids.ts'
import { asVendorError, createOnce } from './errors.ts'
import type { Payment } from './payments.ts'

export interface Refund {
  id: string
  /** Of this refund alone. */
  cents: number
}

/** By this metadata our own refunds are told from those made in the dashboard. */
const OURS = 'labour_temple'

export function refunds(stripe: Stripe) {
  async function refundsOf(paymentId: string): Promise<Stripe.Refund[]> {
    const params = { payment_intent: paymentId, limit: 100 }
    const made = await asVendorError('GET /v1/refunds', stripe.refunds.list(params))
    return made.data
  }

  return {
    /** What is not given back yet of a payment; a refund that the bank sent back does not count. */
    async refundAll(payment: Pick<Payment, 'id' | 'amountCents'>, reason: string): Promise<Refund> {
      const made = await refundsOf(payment.id)
      const standing = made.filter(stands)
      const left = payment.amountCents - standing.reduce((sum, { amount }) => sum + amount, 0)
      const [last] = standing
      if (left <= 0 && last) return refundFrom(standing.find(isOurs) ?? last)
      const key = `${refundKey(payment.id)}-${made.filter(isOurs).length + 1}`
      const refund = await createOnce('POST /v1/refunds', key, {
        create: (idempotencyKey) =>
          stripe.refunds.create(
            { payment_intent: payment.id, amount: left, metadata: { [OURS]: reason } },
            { idempotencyKey }
          ),
        find: async () => (await refundsOf(payment.id)).find((one) => isOurs(one) && stands(one)),
      })
      return refundFrom(refund)
    },
  }
}

function isOurs({ metadata }: Stripe.Refund): boolean {
  return metadata?.[OURS] !== undefined
}

function stands({ status }: Stripe.Refund): boolean {
  return status !== 'failed' && status !== 'canceled'
}

function refundFrom({ id, amount }: Stripe.Refund): Refund {
  return { id, cents: amount }
}
