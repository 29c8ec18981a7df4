/** One-off payments: creates, reads, cancels and updates PaymentIntents. */
import Stripe from 'stripe'
import { intentKey } from '../../core/ids.ts'
import type { TryCounter } from '../../core/tries.ts'
import { asVendorError, createOnce, vendorErrorFrom } from './errors.ts'
import { idOf } from './lists.ts'
import { stripeUrl } from './urls.ts'

/** The fields of a PaymentIntent that we choose. */
export interface IntentOrder {
  attemptId: string
  /** Number of different request bodies of this attempt so far. */
  version: number
  customerId: string
  amountCents: number
  methods: readonly ('card' | 'us_bank_account')[]
  description: string
  metadata: Record<string, string>
}

export function payments(stripe: Stripe, tries: TryCounter) {
  return {
    async createPayment(order: IntentOrder): Promise<Payment> {
      const metadata = {
        ...order.metadata,
        attempt_id: order.attemptId,
        attempt_version: String(order.version),
      }
      const intent = await createOnce({
        operation: 'POST /v1/payment_intents',
        key: intentKey(order.attemptId, order.version),
        tries,
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
          const made = await stripe.paymentIntents.list({ customer: order.customerId, limit: 100 })
          return made.data.find(
            ({ metadata: of, status }) =>
              of.attempt_id === metadata.attempt_id &&
              of.attempt_version === metadata.attempt_version &&
              status !== 'canceled'
          )
        },
      })
      return paymentFrom(intent)
    },

    /** `null` when Stripe knows no such payment. */
    async getPayment(id: string): Promise<Payment | null> {
      try {
        return paymentFrom(await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }))
      } catch (error) {
        const failure = vendorErrorFrom('GET /v1/payment_intents/:id', error)
        if (failure.status === 404) return null
        throw failure
      }
    },

    /** Cancels an unpaid payment and returns its current state. One that was paid meanwhile stays paid. */
    async cancelPayment(id: string): Promise<Payment> {
      try {
        // Without an idempotency key: with one, Stripe would repeat a stored 500 for a day.
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
     * Writes metadata, which Stripe's dashboard shows, and returns the updated payment. Writing the same
     * values again changes nothing.
     */
    async updateMetadata(id: string, metadata: Record<string, string>): Promise<Payment> {
      const intent = await asVendorError(
        'POST /v1/payment_intents/:id',
        stripe.paymentIntents.update(id, { metadata, expand: ['latest_charge'] })
      )
      return paymentFrom(intent)
    },

    async hasPaidBefore(customerId: string): Promise<boolean> {
      const made = await asVendorError(
        'GET /v1/payment_intents',
        stripe.paymentIntents.list({ customer: customerId, limit: 100 })
      )
      return made.data.some((intent) => intent.status === 'succeeded')
    },
  }
}

/** The address of the receipt, if it is Stripe's own. */
export const receiptUrl = ({ charge }: Payment): string => stripeUrl(charge?.receipt?.url)

/** A PaymentIntent; plain data, so that a workflow step can store it. */
export interface Payment {
  id: string
  status: Stripe.PaymentIntent.Status
  amountCents: number
  createdMs: number
  /** Empty when Stripe has sent none. */
  clientSecret: string
  customerId: string | null
  description: string
  metadata: Record<string, string>
  charge: Charge | null
}

export interface Charge {
  id: string
  createdMs: number
  refundedCents: number
  paidBy: 'card' | 'bank' | 'other'
  receipt: Receipt | null
}

export interface Receipt {
  /** Stripe's number, or the charge's id while Stripe has sent no receipt of its own. */
  id: string
  url: string
  /** `'Visa ending in 4242'`, `'Chase ending in 6789'` */
  paymentMethod: string
}

export function paymentFrom(intent: Stripe.PaymentIntent): Payment {
  const charge = intent.latest_charge
  return {
    id: intent.id,
    status: intent.status,
    amountCents: intent.amount,
    createdMs: intent.created * 1000,
    clientSecret: intent.client_secret ?? '',
    customerId: idOf(intent.customer),
    description: intent.description ?? '',
    metadata: intent.metadata,
    charge: charge && typeof charge === 'object' ? chargeFrom(charge) : null,
  }
}

/** Whether the payment was refunded in full. */
export function isRefunded({ charge, amountCents }: Payment): boolean {
  return charge !== null && charge.refundedCents >= amountCents
}

function chargeFrom(charge: Stripe.Charge): Charge {
  const type = charge.payment_method_details?.type
  return {
    id: charge.id,
    createdMs: charge.created * 1000,
    refundedCents: charge.amount_refunded,
    paidBy: type === 'card' ? 'card' : type === 'us_bank_account' ? 'bank' : 'other',
    receipt: receiptFrom(charge),
  }
}

/** `null` when Stripe has not sent the details yet. The pass does not wait for them. */
function receiptFrom(charge: Stripe.Charge): Receipt | null {
  const paymentMethod = formatPaymentMethod(charge.payment_method_details)
  if (!paymentMethod || !charge.receipt_url) return null
  return { id: charge.receipt_number ?? charge.id, url: charge.receipt_url, paymentMethod }
}

export interface MethodDetails {
  card?: { brand: string | null; last4: string | null }
  us_bank_account?: { bank_name: string | null; last4: string | null }
}

/** For charges and saved payment methods: `'Visa ending in 4242'`. */
export function formatPaymentMethod(details: MethodDetails | null): string | null {
  const card = details?.card
  if (card?.last4) return `${capitalised(card.brand ?? 'card')} ending in ${card.last4}`
  const bank = details?.us_bank_account
  if (bank?.last4) return `${bank.bank_name ?? 'Bank account'} ending in ${bank.last4}`
  return null
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
