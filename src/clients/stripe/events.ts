/** What Stripe says has happened: in a webhook it signed, or in its list of the last 30 days. */
import type Stripe from 'stripe'
import { parseList } from '../../core/settings.ts'
import { createdSince, forEachOf } from './lists.ts'

/** Stripe's own figure for how old a signature may be; ours cannot be of the future either. */
const TOLERANCE_SECONDS = 300

/** A real one has some hundred characters, with a few secrets in rotation. */
const LONGEST_SIGNATURE = 4096

export function events(stripe: Stripe, webhookSecret: string) {
  return {
    /** Newest first; of a month of them only those that are wanted are held. */
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
     * The event a webhook brings, or `null` unless Stripe signed this body within five minutes, with
     * one of our secrets: while one is exchanged there are two, with a space between them.
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

/** The package looks at the age only one way. */
function isTimely(signature: string): boolean {
  if (signature.length > LONGEST_SIGNATURE) return false
  const times = [...signature.matchAll(/(?:^|,)\s*t=([^,]*)/g)].map(([, said]) => said ?? '')
  const nowSeconds = Date.now() / 1000
  const near = (said: string) =>
    /^\d{1,12}$/.test(said) && Math.abs(nowSeconds - Number(said)) <= TOLERANCE_SECONDS
  return times.length === 1 && times.every(near)
}
