/** Stripe events: from a signed webhook, or from the list of the last 30 days. */
import type Stripe from 'stripe'
import { parseList } from '../../core/settings.ts'
import { asVendorError } from './errors.ts'
import { createdSince, forEachOf } from './lists.ts'
import { API_VERSION } from './version.ts'

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

    /** Ids of the set-ups that succeeded since an instant. */
    async succeededSetupIds(sinceMs: number): Promise<string[]> {
      const ids = new Set<string>()
      const found = stripe.events.list({
        created: createdSince(sinceMs),
        types: ['setup_intent.succeeded'],
        limit: 100,
      })
      await forEachOf('GET /v1/events', found, ({ data }) => {
        const { id, object } = data.object as Reported
        if (id && object === 'setup_intent') ids.add(id)
      })
      return [...ids]
    },

    /**
     * The event with its object as it is now, in our version. Stripe's list renders an event in the
     * version that the account had when it happened, whatever version the request asks for (comment of
     * `EventResource.list` in stripe 23.1.0), so an event of another version is only believed about ids.
     */
    async currentEvent(event: Stripe.Event): Promise<Stripe.Event> {
      if (event.api_version === API_VERSION) return event
      const { id, object, metadata } = event.data.object as Reported
      const read = readers(stripe)[object]
      // Metadata is the same in every version: what carries no track of ours need not be read.
      const isForeign = WITH_OUR_METADATA.includes(object) && !metadata?.track
      if (!read || !id || isForeign) return event
      const current = await asVendorError(`GET ${object} of ${event.type}`, read(id))
      return { ...event, data: { ...event.data, object: current } } as Stripe.Event
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

/** What every version says of an event's object. */
interface Reported {
  id?: string
  object: string
  metadata?: Record<string, string> | null
}

/** Objects on which we write metadata ourselves. */
const WITH_OUR_METADATA = ['payment_intent', 'setup_intent', 'subscription']

/** How each kind of object that we handle events of is read by its id. */
const readers = (
  stripe: Stripe
): Record<string, (id: string) => Promise<Stripe.Event.Data.Object>> => ({
  payment_intent: (id) => stripe.paymentIntents.retrieve(id),
  setup_intent: (id) => stripe.setupIntents.retrieve(id),
  subscription: (id) => stripe.subscriptions.retrieve(id),
  invoice: (id) => stripe.invoices.retrieve(id),
  charge: (id) => stripe.charges.retrieve(id),
  refund: (id) => stripe.refunds.retrieve(id),
  dispute: (id) => stripe.disputes.retrieve(id),
})

/** Stripe's package does not reject timestamps in the future, so check both directions. */
function isTimely(signature: string): boolean {
  if (signature.length > MAX_SIGNATURE_LENGTH) return false
  const times = [...signature.matchAll(/(?:^|,)\s*t=([^,]*)/g)].map(([, time]) => time ?? '')
  const nowSeconds = Date.now() / 1000
  const near = (time: string) =>
    /^\d{1,12}$/.test(time) && Math.abs(nowSeconds - Number(time)) <= TOLERANCE_SECONDS
  return times.length === 1 && times.every(near)
}
