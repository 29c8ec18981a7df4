/** Checks on a subscription: whether it is live, has ended, or was charged as quoted. */
import type { Subscription } from '../clients/stripe/subscriptions.ts'
import type { MembershipContext } from './context.ts'
import type { Signup } from './signup.ts'

export function isLive({ status }: Subscription): boolean {
  return ['active', 'trialing', 'past_due', 'unpaid'].includes(status)
}

/** Whether a subscription is for a plan: by its metadata, or by the plan's Stripe price. */
export function isOf(subscription: Subscription, plan: { slug: string }, priceId: string): boolean {
  return subscription.metadata.plan === plan.slug || subscription.priceIds.includes(priceId)
}

/**
 * A charge may be below the quote: the first part month gets cheaper with every second between quote
 * and subscription. These cents are allowed on top of that, for rounding.
 */
const ROUNDING_TOLERANCE_CENTS = 2
const CENTS_PER_HOUR_OF_DEAREST_PLAN = 75

/** Whether the charge matches the quote that the customer saw. Never more, and only slightly less. */
export function matchesQuote(
  { quotedCents, quotedAtMs }: Signup,
  startMs: number,
  chargedCents: number
): boolean {
  const hours = Math.max(0, startMs - quotedAtMs) / 3600000
  const minCents = quotedCents - ROUNDING_TOLERANCE_CENTS - hours * CENTS_PER_HOUR_OF_DEAREST_PLAN
  return chargedCents <= quotedCents && chargedCents >= minCents
}

export function hasEnded(status: Subscription['status']): boolean {
  return status === 'canceled' || status === 'incomplete_expired'
}

/** Why a first payment is open: the bank wants the customer to authenticate, or it has declined. */
export async function pendingPaymentReason(
  ctx: MembershipContext,
  { invoice }: Subscription
): Promise<'requires-action' | 'declined'> {
  const paymentId = invoice?.paymentIntentId
  const payment = paymentId ? await ctx.stripe.getPayment(paymentId) : null
  return payment?.status === 'requires_action' ? 'requires-action' : 'declined'
}
