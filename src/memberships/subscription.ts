import type { Subscription } from '../clients/stripe/subscriptions.ts'
import type { World } from '../payments/context.ts'
import type { MembershipSale } from './signup.ts'

export function isLive({ status }: Subscription): boolean {
  return ['active', 'trialing', 'past_due', 'unpaid'].includes(status)
}

export function isOf(one: Subscription, plan: { slug: string }, priceId: string): boolean {
  return one.metadata.plan === plan.slug || one.priceIds.includes(priceId)
}

/** Beyond the seconds that pass between the quote and the subscription, in which a stub grows cheaper. */
export const SLACK_CENTS = 2
export const CENTS_PER_HOUR_OF_DEAREST_PLAN = 75

/** What was charged agrees with what she was shown. */
export function isAsShown(
  { quotedCents, quotedAtMs }: MembershipSale,
  startMs: number,
  chargedCents: number
): boolean {
  const hours = Math.max(0, startMs - quotedAtMs) / 3600000
  const least = quotedCents - SLACK_CENTS - hours * CENTS_PER_HOUR_OF_DEAREST_PLAN
  return chargedCents <= quotedCents && chargedCents >= least
}

export function hasEnded(status: Subscription['status']): boolean {
  return status === 'canceled' || status === 'incomplete_expired'
}

/** Two ways a first payment is not done: the bank wants to see her, or has said no. */
export async function waitsFor(
  world: World,
  { invoice }: Subscription
): Promise<'requires-action' | 'declined'> {
  const paymentId = invoice?.paymentIntentId
  const payment = paymentId ? await world.stripe.payment(paymentId) : null
  return payment?.status === 'requires_action' ? 'requires-action' : 'declined'
}
