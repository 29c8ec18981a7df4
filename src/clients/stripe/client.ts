/** Stripe client: the official package, pinned to one API version. */
import Stripe from 'stripe'
import type { TryCounter } from '../../core/tries.ts'
import { type Fetch, VENDOR_TIMEOUT_MS } from '../http.ts'
import { customers } from './customers.ts'
import { listing } from './each.ts'
import { events } from './events.ts'
import { payments } from './payments.ts'
import { prices } from './prices.ts'
import { promotionCodes } from './promotion-codes.ts'
import { refunds } from './refunds.ts'
import { setupIntents } from './setup-intents.ts'
import { memberships, subscriptions } from './subscriptions.ts'
import { API_VERSION } from './version.ts'

export interface StripeConfig {
  /** `https://api.stripe.com`, or the URL of an emulator. */
  url: string
  secretKey: string
  webhookSecret: string
}

export type StripeClient = ReturnType<typeof createStripe>

export function createStripe(config: StripeConfig, fetcher: Fetch, tries: TryCounter) {
  const stripe = new Stripe(config.secretKey, {
    apiVersion: API_VERSION,
    // The package retries with the same idempotency key, so one retry after a lost response is safe.
    maxNetworkRetries: 1,
    timeout: VENDOR_TIMEOUT_MS,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(rewriteBaseUrl(config.url, fetcher)),
  })
  return {
    ...customers(stripe, tries),
    ...payments(stripe, tries),
    ...refunds(stripe, tries),
    ...setupIntents(stripe, tries),
    ...memberships(stripe, tries),
    ...subscriptions(stripe, tries),
    ...prices(stripe),
    ...promotionCodes(stripe),
    ...listing(stripe),
    ...events(stripe, config.webhookSecret),
  }
}

/**
 * The package accepts a host but no base path, so the URL is rewritten before the request. The package
 * also treats any JSON without `error` as success, whatever its status: such a response is rejected here.
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
