/** What Stripe says has happened: in a webhook it signed, or in its list of the last 30 days. */
import type Stripe from 'stripe'
import { asVendorError } from './errors.ts'
import { MOST_LISTED, since } from './lists.ts'

export function happenings(stripe: Stripe, webhookSecret: string) {
  return {
    async eventsSince(sinceMs: number, types: readonly string[]): Promise<Stripe.Event[]> {
      return asVendorError(
        'GET /v1/events',
        stripe.events
          .list({ created: since(sinceMs), types: [...types], limit: 100 })
          .autoPagingToArray({ limit: MOST_LISTED })
      )
    },

    /** The event a webhook brings, or `null` unless Stripe signed this body within five minutes. */
    async signedEvent(rawBody: string, signature: string): Promise<Stripe.Event | null> {
      try {
        return await stripe.webhooks.constructEventAsync(rawBody, signature, webhookSecret)
      } catch {
        return null
      }
    },
  }
}
