/**
 * The use of a typed code that a sign-up takes: reserved at the press on Join, judged again before the
 * subscription is made, and kept or given back with it. Day passes count in the same ledger.
 */

import type { PromotionCode } from '../clients/stripe/promotion-codes.ts'
import type { Subscription } from '../clients/stripe/subscriptions.ts'
import { Refusal } from '../core/refusals.ts'
import { isCounted, reserveUse, throwIfNotFree, userOf } from '../payments/promo-uses.ts'
import { subscriptionCodeError } from '../payments/rules/promo-codes.ts'
import type { MembershipContext } from './context.ts'
import { parseSignup, type Signup } from './signup.ts'
import { hasEnded, isLive } from './subscription.ts'

/**
 * Reserves a use. Whether the person has bought before is answered after the card is set up: asked here,
 * anybody could learn it about anybody.
 * @throws Refusal `promo-used-up`, `promo-in-use`, `promo-reserved`
 */
export async function reserveCode(
  ctx: MembershipContext,
  form: { attemptId: string; email: string },
  promo: PromotionCode | null
): Promise<void> {
  const reservation = promo ? await reserveUse(ctx, form, promo) : 'free'
  if (reservation !== 'pending' && reservation !== 'not-first') throwIfNotFree(reservation)
}

/** What was asked for with a reserved code; when it is refused, the use is given back. */
export async function orGivenBack<T>(
  ctx: MembershipContext,
  { attemptId }: { attemptId: string },
  { promo, asked }: { promo: PromotionCode | null; asked: Promise<T> }
): Promise<T> {
  try {
    return await asked
  } catch (error) {
    const isRefused = error instanceof Refusal && error.field === 'promo'
    if (promo && isRefused && isCounted(promo)) await ctx.promo(promo.coupon.id).release(attemptId)
    throw error
  }
}

/** Metadata by which the workflow finds the use again; empty for a code whose uses nobody counts. */
export function useMetadata(promo: PromotionCode | null): Record<string, string> {
  if (!promo || !isCounted(promo)) return {}
  return {
    promo_code: promo.code,
    coupon_id: promo.coupon.id,
    ...(promo.firstTimeOnly && { promo_first_time: 'yes' }),
  }
}

/**
 * Whether a sign-up that is about to be charged has a use of its code. When its reservation has lapsed, the
 * code is read and judged afresh.
 */
export async function keepsUse(ctx: MembershipContext, sale: Signup): Promise<boolean> {
  const { promo } = sale
  if (!promo) return true
  if (await ctx.promo(promo.couponId).renew(await userOf(sale, promo))) return true
  const found = await ctx.stripe.promotionCode(promo.code)
  const current = [found, ...(found?.others ?? [])].find((one) => one?.id === promo.id)
  if (!current || subscriptionCodeError(current, { nowMs: ctx.now() })) return false
  return (await reserveUse(ctx, sale, current)) === 'free'
}

/** Counts the use with its subscription, or gives it back when there is none. */
export async function settleUse(
  ctx: MembershipContext,
  sale: Signup,
  made: Subscription | string
): Promise<void> {
  const { promo, attemptId } = sale
  if (!promo) return
  const ledger = ctx.promo(promo.couponId)
  if (typeof made === 'string') return ledger.release(attemptId)
  if (hasEnded(made.status)) return ledger.releaseSubscription(made.id)
  await ledger.redeem(await userOf(sale, promo), {
    subscriptionId: made.id,
    isPaid: isLive(made),
  })
}

/** Gives back what a set-up has reserved that nobody can use any more. A second card reserves nothing. */
export async function releaseUse(
  ctx: MembershipContext,
  { metadata }: { metadata: Record<string, string> },
  keptCouponId?: string
): Promise<void> {
  const sale = parseSignup(metadata)
  if (!sale?.promo || sale.openSubscriptionId || sale.promo.couponId === keptCouponId) return
  await ctx.promo(sale.promo.couponId).release(sale.attemptId)
}
