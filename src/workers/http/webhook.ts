/** Stripe's posts: signed with this Worker's own secret, of our account and our key's mode, answered at once. */
import type { Context } from 'hono'
import type Stripe from 'stripe'
import type { StripeClient } from '../../clients/stripe/client.ts'
import { log } from '../../core/log.ts'

interface WebhookOptions {
  stripe: Pick<StripeClient, 'signedEvent'>
  live: boolean
  handleEvent(event: Stripe.Event): Promise<void>
}

export async function webhookRoute(
  c: Context,
  { stripe, live, handleEvent: take }: WebhookOptions
): Promise<Response> {
  const signature = c.req.header('stripe-signature') ?? ''
  const event = await stripe.signedEvent(await c.req.text(), signature)
  if (!event) {
    log.unsignedWebhook()
    return c.json({ received: false }, 400)
  }
  // An account that was connected to ours has events of its own, signed with the same secret.
  if (event.livemode !== live || event.account) {
    log.wrongAccountEvent(event.id, event.account ? 'account' : 'mode')
    return c.json({ received: false }, 400)
  }
  await take(event)
  return c.json({ received: true })
}
