/** What Stripe tells us after the page is gone; the sweep hands over here what a webhook has missed. */
import type Stripe from 'stripe'
import { takeMembershipEvent } from '../../memberships/stripe-events.ts'
import { takePassEvent } from '../../passes/stripe-events.ts'
import type { World } from '../../payments/context.ts'
import { MONEY_EVENTS } from '../../payments/refund-events.ts'

/** The events that mean something here; the webhook endpoint in Stripe should send just these. */
export const HANDLED_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.processing',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'setup_intent.succeeded',
  'invoice.paid',
  'invoice.payment_failed',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  ...MONEY_EVENTS,
] as const

/** Starts what the event calls for and waits for none of it; other tracks' events are left alone. */
export async function takeEvent(world: World, event: Stripe.Event, by: string): Promise<void> {
  await takePassEvent(world, event, by)
  await takeMembershipEvent(world, event, by)
}
