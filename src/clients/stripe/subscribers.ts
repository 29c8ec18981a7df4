/** A subscription with what Stripe says about its customer, for comparing the subscriptions of all persons. */
import type Stripe from 'stripe'
import { type Subscription, subscriptionFrom } from './subscriptions.ts'

export interface Subscriber extends Subscription {
  /** The customer's e-mail address and name at Stripe; empty if there is none. */
  customerEmail: string
  customerName: string
  /** When it ended; `null` while it goes on. */
  endedMs: number | null
}

/** The customer must have been expanded. */
export function subscriberFrom(subscription: Stripe.Subscription): Subscriber {
  const { customer, ended_at: endedAt } = subscription
  const known = typeof customer === 'object' && !customer.deleted ? customer : null
  return {
    ...subscriptionFrom(subscription),
    customerEmail: known?.email ?? '',
    customerName: known?.name ?? '',
    endedMs: endedAt ? endedAt * 1000 : null,
  }
}
