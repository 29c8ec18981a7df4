/** How Stripe is spoken to: the official package, pinned to one API version. */
import Stripe from 'stripe'
import { type Fetch, VENDOR_TIMEOUT_MS } from '../http.ts'
import { customers } from './customers.ts'
import { listing } from './each.ts'
import { events } from './events.ts'
import { payments } from './payments.ts'
import { promotionCodes } from './promotion-codes.ts'
import { refunds } from './refunds.ts'
import { setupIntents } from './setup-intents.ts'
import { memberships, subscriptions } from './subscriptions.ts'

export interface StripeConfig {
  /** `https://api.stripe.com`, or where a stand-in listens. */
  url: string
  secretKey: string
  webhookSecret: string
}

export type StripeClient = ReturnType<typeof createStripe>

/** Writing it out makes an upgrade of the package fail at compile time, as it must. */
export const API_VERSION = '2026-10-28.endive'

export function createStripe(config: StripeConfig, fetcher: Fetch) {
  const stripe = new Stripe(config.secretKey, {
    apiVersion: API_VERSION,
    // The package's own retries reuse the idempotency key: a lost answer is asked for once more.
    maxNetworkRetries: 1,
    timeout: VENDOR_TIMEOUT_MS,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(rewriteBaseUrl(config.url, fetcher)),
  })
  return {
    ...customers(stripe),
    ...payments(stripe),
    ...refunds(stripe),
    ...setupIntents(stripe),
    ...memberships(stripe),
    ...subscriptions(stripe),
    ...promotionCodes(stripe),
    ...listing(stripe),
    ...events(stripe, config.webhookSecret),
  }
}

/**
 * The package knows a host but no base path, so the address is exchanged on the way out. It also
 * takes any JSON without an `error` for success, whatever its status: such an answer is not Stripe's.
 */
function rewriteBaseUrl(url: string, fetcher: Fetch): typeof fetch {
  return async (input, init) => {
    const address = String(input).replace('https://api.stripe.com', url)
    const response = await fetcher(address, { ...init, redirect: 'manual' })
    if (response.ok) return response
    const body = await response.text()
    if (!body.includes('"error"')) throw new TypeError('not an answer of Stripe')
    return new Response(body, response)
  }
}
