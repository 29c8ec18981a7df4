/** Stripe events: from a signed webhook, or from the list of the last 30 days. */
import type Stripe from 'stripe'
import { parseList } from '../../core/settings.ts'
import { createdSince, forEachOf } from './lists.ts'

/** Maximum difference between signature time and now, in both directions. Stripe's own default. */
const TOLERANCE_SECONDS = 300

/** In characters. Real signature headers have a few hundred. */
const MAX_SIGNATURE_LENGTH = 4096

export function events(stripe: Stripe, webhookSecret: string) {
  return {
    /** Newest first. Only events that pass `isWanted` are kept in memory. */
    async eventsSince(
      sinceMs: number,
      types: readonly string[],
      isWanted: (event: Stripe.Event) => boolean
    ): Promise<Stripe.Event[]> {
      const wanted: Stripe.Event[] = []
      const found = stripe.events.list({
        created: createdSince(sinceMs),
        types: [...types],
        limit: 100,
      })
      await forEachOf('GET /v1/events', found, (event) => {
        if (isWanted(event)) wanted.push(event)
      })
      return wanted
    },

    /**
     * The event of a webhook, or `null` unless Stripe signed this body in the last five minutes with one
     * of our secrets. While a secret is being rotated there are two, separated by a space.
     */
    async signedEvent(rawBody: string, signature: string): Promise<Stripe.Event | null> {
      if (!isTimely(signature)) return null
      for (const secret of parseList(webhookSecret)) {
        try {
          return await stripe.webhooks.constructEventAsync(rawBody, signature, secret)
        } catch {}
      }
      return null
    },
  }
}

/** Stripe's package does not reject timestamps in the future, so check both directions. */
function isTimely(signature: string): boolean {
  if (signature.length > MAX_SIGNATURE_LENGTH) return false
  const times = [...signature.matchAll(/(?:^|,)\s*t=([^,]*)/g)].map(([, time]) => time ?? '')
  const nowSeconds = Date.now() / 1000
  const near = (time: string) =>
    /^\d{1,12}$/.test(time) && Math.abs(nowSeconds - Number(time)) <= TOLERANCE_SECONDS
  return times.length === 1 && times.every(near)
}
