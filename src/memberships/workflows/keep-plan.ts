/** Decides which of a person's subscriptions to one plan is kept when more than one has come alive. */

import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import type { MembershipContext } from '../context.ts'
import type { BilledMembership } from '../signup.ts'
import { cancelUnpaid, hasEnded, isLive, isOf } from '../subscription.ts'

/**
 * Whether a live subscription is the one of its person and plan. `others` are the person's other
 * subscriptions, as far as they were read. Of two that both came alive, the one that claims first is kept.
 */
export async function keepsPlan(
  ctx: MembershipContext,
  { sale, subscription, others }: BilledMembership & { others: readonly Subscription[] }
): Promise<boolean> {
  const rivals = others.filter(
    (one) => one.id !== subscription.id && isLive(one) && isOf(one, sale, sale.terms.priceId)
  )
  // Another attempt's that is not finished yet is judged by its own workflow.
  if (rivals.some(({ metadata }) => metadata.outcome || !metadata.attempt_id)) return false
  const claims = await ctx.planClaims(sale.email)
  const claim = await claims.record(sale.slug, sale.attemptId, subscription.id)
  if (claim.owner === sale.attemptId) return true
  if (!claim.subscriptionId) return false
  const holder = await ctx.stripe.subscription(claim.subscriptionId)
  if (isLive(holder) || !(await claims.takeOver(sale.slug, sale.attemptId, claim.version)))
    return false
  if (!hasEnded(holder.status)) await cancelUnpaid(ctx, holder)
  await claims.record(sale.slug, sale.attemptId, subscription.id)
  return true
}
