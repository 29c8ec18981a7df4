/** What the questions to Stripe need in an account: made by us, marked, and cleaned up in any case. */
import Stripe from 'stripe'
import type { Fetch } from '../../src/clients/http.ts'
import { API_VERSION } from '../../src/clients/stripe/version.ts'

export const PLAN_CENTS = 25_000
export const FEE_CENTS = 15_000
export const TEN_DAYS_SECONDS = 10 * 24 * 3600

export type Account = ReturnType<typeof openAccount>

/** @param url `https://api.stripe.com`, or the address of a stand-in. */
export function openAccount(key: string, url: string, fetcher: Fetch) {
  const stripe = new Stripe(key, {
    apiVersion: API_VERSION,
    maxNetworkRetries: 1,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((input, init) =>
      fetcher(String(input).replace('https://api.stripe.com', url), init ?? {})
    ),
  })
  const run = `contract-${crypto.randomUUID().slice(0, 8)}`
  const metadata = { contract: run }
  const undo: { what: string; work: () => Promise<unknown> }[] = []
  /** Remembers how what was just made is cleaned up. */
  const later = (what: string, work: () => Promise<unknown>) => void undo.push({ what, work })

  return {
    stripe,
    run,
    metadata,
    later,

    /** A request that the package does not make. `body` is sent as it is. */
    raw: (method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
      fetcher(url + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
        ...(body !== undefined && { body }),
      }),

    async customer(more: Stripe.CustomerCreateParams = {}): Promise<string> {
      const email = `${run}@example.com`
      const { id } = await stripe.customers.create({ email, name: 'Contract', metadata, ...more })
      later(`customer ${id}`, () => stripe.customers.del(id))
      return id
    },

    async product(name: string): Promise<string> {
      const { id } = await stripe.products.create({ name: `${name} (${run})`, metadata })
      later(`product ${id}`, () => stripe.products.update(id, { active: false }))
      return id
    },

    async price(product: string): Promise<string> {
      const recurring = { interval: 'month' } as const
      const params = { product, currency: 'usd', unit_amount: PLAN_CENTS, recurring, metadata }
      const { id } = await stripe.prices.create(params)
      later(`price ${id}`, () => stripe.prices.update(id, { active: false }))
      return id
    },

    /** A promotion code of a coupon of its own. */
    async code(
      coupon: Stripe.CouponCreateParams,
      more: Omit<Stripe.PromotionCodeCreateParams, 'promotion'> = {}
    ): Promise<Stripe.PromotionCode> {
      const made = await stripe.coupons.create({ duration: 'once', ...coupon, metadata })
      later(`coupon ${made.id}`, () => stripe.coupons.del(made.id))
      const promotion = { type: 'coupon', coupon: made.id } as const
      const code = await stripe.promotionCodes.create({ promotion, metadata, ...more })
      later(`promotion code ${code.id}`, () =>
        stripe.promotionCodes.update(code.id, { active: false })
      )
      return code
    },

    async payment(more: Partial<Stripe.PaymentIntentCreateParams> = {}) {
      const intent = await stripe.paymentIntents.create({
        ...{ amount: 5000, currency: 'usd', metadata, allowed_payment_method_types: ['card'] },
        ...more,
      })
      later(`payment ${intent.id}`, async () => {
        const { status } = await stripe.paymentIntents.retrieve(intent.id)
        if (/^requires_/.test(status)) await stripe.paymentIntents.cancel(intent.id)
      })
      return intent
    },

    /** A card that is set up for a customer. */
    async setUp(customer: string, card: string): Promise<Stripe.SetupIntent> {
      const intent = await stripe.setupIntents.create({
        ...{ customer, usage: 'off_session', metadata, allowed_payment_method_types: ['card'] },
      })
      later(`set-up ${intent.id}`, async () => {
        const { status } = await stripe.setupIntents.retrieve(intent.id)
        if (/^requires_/.test(status)) await stripe.setupIntents.cancel(intent.id)
      })
      return stripe.setupIntents.confirm(intent.id, { payment_method: card })
    },

    async subscription(params: Stripe.SubscriptionCreateParams): Promise<Stripe.Subscription> {
      const made = await stripe.subscriptions.create(params)
      later(`subscription ${made.id}`, () =>
        stripe.subscriptions.cancel(made.id, { invoice_now: false, prorate: false })
      )
      return made
    },

    /** The last made first; one that fails does not stop the others. Returns what is left. */
    async cleanUp(): Promise<string[]> {
      const left: string[] = []
      for (const { what, work } of undo.splice(0).reverse())
        await work().catch((error) => void left.push(`${what}: ${failureOf(error)}`))
      return left
    },
  }
}

/** `400 promotion_code_expired discounts`: status, code and parameter, which do not differ from run to run. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Stripe.errors.StripeError)) return String((error as Error).name)
  const { statusCode, code, type, param } = error
  return [statusCode ?? 'no answer', code ?? type, param].filter(Boolean).join(' ')
}

/** `accepted`, or how it was refused. */
export const outcomeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(() => 'accepted', failureOf)

/** Stripe prorates to the second: two requests may differ by some cents. */
export const near = (one: number, other: number): boolean => Math.abs(one - other) <= 2
