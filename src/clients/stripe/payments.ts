/** One-off payments: PaymentIntents made, read, cancelled and noted upon. */
import Stripe from 'stripe'
import { intentKey } from '../../core/ids.ts'
import { asVendorError, keyed, vendorErrorFrom } from './errors.ts'
import { MOST_LISTED, since } from './lists.ts'
import { type Payment, paymentFrom } from './merge-shapes.ts'

/** Everything of a PaymentIntent that we decide. */
export interface IntentOrder {
  attemptId: string
  /** Counts the bodies this attempt was sent with. */
  version: number
  customerId: string
  amountCents: number
  methods: readonly ('card' | 'us_bank_account')[]
  description: string
  metadata: Record<string, string>
}

export function payments(stripe: Stripe) {
  return {
    async createPayment(order: IntentOrder): Promise<Payment> {
      const metadata = {
        ...order.metadata,
        attempt_id: order.attemptId,
        attempt_version: String(order.version),
      }
      const intent = await keyed(
        'POST /v1/payment_intents',
        intentKey(order.attemptId, order.version),
        {
          create: (idempotencyKey) =>
            stripe.paymentIntents.create(
              {
                amount: order.amountCents,
                currency: 'usd',
                customer: order.customerId,
                allowed_payment_method_types: [...order.methods],
                capture_method: 'automatic',
                confirmation_method: 'automatic',
                description: order.description,
                ...(order.methods.includes('us_bank_account') && {
                  payment_method_options: {
                    us_bank_account: { verification_method: 'instant' },
                  },
                }),
                metadata,
              },
              { idempotencyKey }
            ),
          find: async () => {
            const made = await stripe.paymentIntents.list({
              customer: order.customerId,
              limit: 100,
            })
            return made.data.find(
              ({ metadata: of, status }) =>
                of.attempt_id === metadata.attempt_id &&
                of.attempt_version === metadata.attempt_version &&
                status !== 'canceled'
            )
          },
        }
      )
      return paymentFrom(intent)
    },

    /** `null` when Stripe knows no such payment. */
    async payment(id: string): Promise<Payment | null> {
      try {
        return paymentFrom(await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }))
      } catch (error) {
        const failure = vendorErrorFrom('GET /v1/payment_intents/:id', error)
        if (failure.status === 404) return null
        throw failure
      }
    },

    /** Cancels an unpaid payment, and says what it is now: one that was paid meanwhile stays paid. */
    async cancelPayment(id: string): Promise<Payment> {
      try {
        // Without a key of ours: under one, Stripe would say a stored 500 again for a day.
        const params = { cancellation_reason: 'abandoned' } as const
        return paymentFrom(await stripe.paymentIntents.cancel(id, params))
      } catch (error) {
        if (error instanceof Stripe.errors.StripeError && error.payment_intent) {
          return paymentFrom(error.payment_intent)
        }
        throw vendorErrorFrom('POST /v1/payment_intents/:id/cancel', error)
      }
    },

    /**
     * Writes what became of a payment where Stripe's dashboard shows it, and answers with the payment
     * as it is then. Same values twice are the same.
     */
    async note(id: string, metadata: Record<string, string>): Promise<Payment> {
      const intent = await asVendorError(
        'POST /v1/payment_intents/:id',
        stripe.paymentIntents.update(id, { metadata, expand: ['latest_charge'] })
      )
      return paymentFrom(intent)
    },

    /** As Stripe itself counts: any payment begun, paid or not, spends a code for first purchases. */
    async hasTradedBefore(customerId: string): Promise<boolean> {
      const made = await asVendorError(
        'GET /v1/payment_intents',
        stripe.paymentIntents.list({ customer: customerId, limit: 1 })
      )
      return made.data.length > 0
    },

    async hasPaidBefore(customerId: string): Promise<boolean> {
      const made = await asVendorError(
        'GET /v1/payment_intents',
        stripe.paymentIntents.list({ customer: customerId, limit: 100 })
      )
      return made.data.some((intent) => intent.status === 'succeeded')
    },

    /** Payments begun since an instant, newest first. */
    async paymentsSince(sinceMs: number): Promise<Payment[]> {
      const found = await asVendorError(
        'GET /v1/payment_intents',
        stripe.paymentIntents
          .list({
            created: since(sinceMs),
            limit: 100,
            expand: ['data.latest_charge'],
          })
          .autoPagingToArray({ limit: MOST_LISTED })
      )
      return found.map(paymentFrom)
    },
  }
}
