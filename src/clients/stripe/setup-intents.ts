/** SetupIntents: save a payment method for a membership before anything is charged. */
import Stripe from 'stripe'
import { setupKey } from '../../core/ids.ts'
import type { TryCounter } from '../../core/tries.ts'
import { asVendorError, createOnce, vendorErrorFrom } from './errors.ts'
import { idOf } from './lists.ts'
import { formatPaymentMethod } from './payments.ts'
import { type Subscription, subscriptionFrom } from './subscriptions.ts'

export interface SetupOrder {
  attemptId: string
  /** Number of different request bodies and cards of this attempt so far. */
  version: number
  customerId: string
  methods: readonly ('card' | 'us_bank_account')[]
  description: string
  metadata: Record<string, string>
}

export function setupIntents(stripe: Stripe, tries: TryCounter) {
  return {
    async createSetup(order: SetupOrder): Promise<SetupIntent> {
      const metadata = {
        ...order.metadata,
        attempt_id: order.attemptId,
        attempt_version: String(order.version),
      }
      const params: Stripe.SetupIntentCreateParams = {
        customer: order.customerId,
        usage: 'off_session',
        allowed_payment_method_types: [...order.methods],
        payment_method_options: { us_bank_account: { verification_method: 'instant' } },
        description: order.description,
        metadata,
      }
      const intent = await createOnce({
        operation: 'POST /v1/setup_intents',
        key: setupKey(order.attemptId, order.version),
        tries,
        create: (idempotencyKey) => stripe.setupIntents.create(params, { idempotencyKey }),
        find: async () => {
          const made = await stripe.setupIntents.list({ customer: order.customerId, limit: 100 })
          return made.data.find(
            ({ metadata: of, status }) =>
              of?.attempt_id === metadata.attempt_id &&
              of?.attempt_version === metadata.attempt_version &&
              status !== 'canceled'
          )
        },
      })
      return setupIntentFrom(intent)
    },

    /** With its payment method and the customer's subscriptions; `null` when Stripe has no such SetupIntent. */
    async getSetupIntent(id: string): Promise<SetupIntent | null> {
      const expand = ['payment_method', 'customer.subscriptions']
      try {
        return setupIntentFrom(await stripe.setupIntents.retrieve(id, { expand }))
      } catch (error) {
        const failure = vendorErrorFrom('GET /v1/setup_intents/:id', error)
        if (failure.status === 404) return null
        throw failure
      }
    },

    /** Cancels an unused set-up and returns its current state. One that succeeded meanwhile stays. */
    async cancelSetup(id: string): Promise<SetupIntent> {
      try {
        // Without an idempotency key: with one, Stripe would repeat a stored 500 for a day.
        const params = { cancellation_reason: 'abandoned' } as const
        return setupIntentFrom(await stripe.setupIntents.cancel(id, params))
      } catch (error) {
        if (error instanceof Stripe.errors.StripeError && error.setup_intent) {
          return setupIntentFrom(error.setup_intent)
        }
        throw vendorErrorFrom('POST /v1/setup_intents/:id/cancel', error)
      }
    },

    /** The metadata as it then is. */
    async updateSetupMetadata(
      id: string,
      metadata: Record<string, string>
    ): Promise<Record<string, string>> {
      const updated = await asVendorError(
        'POST /v1/setup_intents/:id',
        stripe.setupIntents.update(id, { metadata })
      )
      return updated.metadata ?? {}
    },
  }
}

/** A SetupIntent with its customer's subscriptions; plain data, so that a workflow step can store it. */
export interface SetupIntent {
  id: string
  status: Stripe.SetupIntent.Status
  /** Empty when Stripe has sent none. */
  clientSecret: string
  createdMs: number
  customerId: string | null
  description: string
  metadata: Record<string, string>
  paymentMethodId: string | null
  /** `'Visa ending in 4242'`, empty when it cannot be read. */
  paymentMethod: string
  subscriptions: Subscription[]
}

export function setupIntentFrom(intent: Stripe.SetupIntent): SetupIntent {
  const { customer, payment_method: method } = intent
  const whole = customer && typeof customer === 'object' && !customer.deleted ? customer : null
  return {
    id: intent.id,
    status: intent.status,
    clientSecret: intent.client_secret ?? '',
    createdMs: intent.created * 1000,
    customerId: idOf(customer),
    description: intent.description ?? '',
    metadata: intent.metadata ?? {},
    paymentMethodId: idOf(method),
    paymentMethod: method && typeof method === 'object' ? (formatPaymentMethod(method) ?? '') : '',
    subscriptions: (whole?.subscriptions?.data ?? []).map(subscriptionFrom),
  }
}
