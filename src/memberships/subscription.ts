/** What the state of a subscription means: whether it is live, has ended, or was charged as shown. */
import type { Subscription } from '../clients/stripe/subscriptions.ts'
import type { MembershipContext } from './context.ts'
import type { Signup } from './signup.ts'

export function isLive({ status }: Subscription): boolean {
  return ['active', 'trialing', 'past_due', 'unpaid'].includes(status)
}

export function isOf(one: Subscription, plan: { slug: string }, priceId: string): boolean {
  return one.metadata.plan === plan.slug || one.priceIds.includes(priceId)
}

/** Beyond the seconds that pass between the quote and the subscription, in which a stub grows cheaper. */
export const ROUNDING_TOLERANCE_CENTS = 2
export const CENTS_PER_HOUR_OF_DEAREST_PLAN = 75

/** What was charged agrees with what she was shown. */
export function matchesQuote(
  { quotedCents, quotedAtMs }: Signup,
  startMs: number,
  chargedCents: number
): boolean {
  const hours = Math.max(0, startMs - quotedAtMs) / 3600000
  const least = quotedCents - ROUNDING_TOLERANCE_CENTS - hours * CENTS_PER_HOUR_OF_DEAREST_PLAN
  return chargedCents <= quotedCents && chargedCents >= least
}

export function hasEnded(status: Subscription['status']): boolean {
  return status === 'canceled' || status === 'incomplete_expired'
}

/** Two ways a first payment is not done: the bank wants to see her, or has said no. */
export async function pendingPaymentReason(
  ctx: MembershipContext,
  { invoice }: Subscription
): Promise<'requires-action' | 'declined'> {
  const paymentId = invoice?.paymentIntentId
  const payment = paymentId ? await ctx.stripe.getPayment(paymentId) : null
  return payment?.status === 'requires_action' ? 'requires-action' : 'declined'
}
