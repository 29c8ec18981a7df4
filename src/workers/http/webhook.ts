/** Receives Stripe's webhooks. Checks the signature, the account and the mode (test or live). */
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
  { stripe, live, handleEvent }: WebhookOptions
): Promise<Response> {
  const signature = c.req.header('stripe-signature') ?? ''
  const event = await stripe.signedEvent(await c.req.text(), signature)
  if (!event) {
    log.unsignedWebhook()
    return c.json({ received: false }, 400)
  }
  // Events of connected accounts are signed with the same secret.
  if (event.livemode !== live || event.account) {
    log.wrongAccountEvent(event.id, event.account ? 'account' : 'mode')
    return c.json({ received: false }, 400)
  }
  await handleEvent(event)
  return c.json({ received: true })
}
