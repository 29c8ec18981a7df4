/** How Stripe is spoken to for one-off purchases: customers, payments, codes, events. */
import Stripe from 'stripe'
import { cancelKey, customerKey, hashed, intentKey } from '../rules/keys.ts'
import type { PromotionCode } from '../rules/promo.ts'
import { type Fetcher, VENDOR_TIMEOUT_MS } from './http.ts'
import { asVendorError, keyed, vendorErrorFrom } from './stripe-errors.ts'
import { type Payment, paymentFrom, promotionFrom } from './stripe-shapes.ts'

export interface StripeConfig {
  /** `https://api.stripe.com`, or where a stand-in listens. */
  url: string
  secretKey: string
  webhookSecret: string
}

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

export type StripeClient = ReturnType<typeof createStripe>

/** Writing it out makes an upgrade of the package fail at compile time, as it must. */
const API_VERSION = '2026-10-28.endive'

/** Pages read from a list before we stop: 20 of 100 is weeks of this house's business. */
const MOST_LISTED = 2_000

export function createStripe(config: StripeConfig, fetcher: Fetcher) {
  const stripe = new Stripe(config.secretKey, {
    apiVersion: API_VERSION,
    // The package's own retries reuse the idempotency key: a lost answer is asked for once more.
    maxNetworkRetries: 1,
    timeout: VENDOR_TIMEOUT_MS,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(at(config.url, fetcher)),
  })

  return {
    /** The oldest customer with this address: Stripe allows several, and the list is fresh after a write. */
    async findCustomer(email: string): Promise<string | null> {
      const typed = email.trim()
      const spellings = [...new Set([typed.toLowerCase(), typed])]
      const lists = await Promise.all(
        spellings.map((spelling) =>
          asVendorError('GET /v1/customers', stripe.customers.list({ email: spelling, limit: 100 }))
        )
      )
      const oldest = lists.flatMap((list) => list.data).sort((a, b) => a.created - b.created)[0]
      return oldest?.id ?? null
    },

    async createCustomer(person: { name: string; email: string; phone: string }): Promise<string> {
      const params = {
        name: person.name,
        email: person.email.trim().toLowerCase(),
        phone: person.phone,
        metadata: { source: 'labour-temple-checkout' },
      }
      const key = customerKey(await hashed(params.email, params.name, params.phone))
      const customer = await keyed('POST /v1/customers', key, {
        create: (idempotencyKey) => stripe.customers.create(params, { idempotencyKey }),
        find: async () => (await stripe.customers.list({ email: params.email, limit: 1 })).data[0],
      })
      return customer.id
    },

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
                payment_method_options: {
                  us_bank_account: { verification_method: 'instant' },
                },
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
        const options = { idempotencyKey: cancelKey(id) }
        const params = { cancellation_reason: 'abandoned' } as const
        return paymentFrom(await stripe.paymentIntents.cancel(id, params, options))
      } catch (error) {
        if (error instanceof Stripe.errors.StripeError && error.payment_intent) {
          return paymentFrom(error.payment_intent)
        }
        throw vendorErrorFrom('POST /v1/payment_intents/:id/cancel', error)
      }
    },

    /**
     * Writes what became of a payment where Stripe's dashboard shows it, and answers with all its
     * metadata. Same values twice are the same.
     */
    async note(id: string, metadata: Record<string, string>): Promise<Record<string, string>> {
      const intent = await asVendorError(
        'POST /v1/payment_intents/:id',
        stripe.paymentIntents.update(id, { metadata })
      )
      return intent.metadata
    },

    async promotionCode(code: string): Promise<PromotionCode | null> {
      const found = await asVendorError(
        'GET /v1/promotion_codes',
        stripe.promotionCodes.list({
          code,
          limit: 100,
          expand: ['data.promotion.coupon.applies_to'],
        })
      )
      // A code may be given out again after its first life: the one in force counts.
      const inForce = found.data.find((promo) => promo.active) ?? found.data[0]
      return inForce ? promotionFrom(inForce) : null
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
            created: { gte: Math.floor(sinceMs / 1000) },
            limit: 100,
            expand: ['data.latest_charge'],
          })
          .autoPagingToArray({ limit: MOST_LISTED })
      )
      return found.map(paymentFrom)
    },

    async eventsSince(sinceMs: number, types: readonly string[]): Promise<Stripe.Event[]> {
      return asVendorError(
        'GET /v1/events',
        stripe.events
          .list({ created: { gte: Math.floor(sinceMs / 1000) }, types: [...types], limit: 100 })
          .autoPagingToArray({ limit: MOST_LISTED })
      )
    },

    /** The event a webhook brings, or `null` unless Stripe signed this body within five minutes. */
    async signedEvent(rawBody: string, signature: string): Promise<Stripe.Event | null> {
      try {
        return await stripe.webhooks.constructEventAsync(rawBody, signature, config.webhookSecret)
      } catch {
        return null
      }
    },
  }
}

/**
 * The package knows a host but no base path, so the address is exchanged on the way out. It also
 * takes any JSON without an `error` for success, whatever its status: such an answer is not Stripe's.
 */
function at(url: string, fetcher: Fetcher): typeof fetch {
  return async (input, init) => {
    const address = String(input).replace('https://api.stripe.com', url)
    const response = await fetcher(address, { ...init, redirect: 'manual' })
    if (response.ok) return response
    const body = await response.text()
    if (!body.includes('"error"')) throw new TypeError('not an answer of Stripe')
    return new Response(body, response)
  }
}
