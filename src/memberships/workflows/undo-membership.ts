/** What is left to do for a subscription that must not, or can no longer, become a membership. */

import type { Payment } from '../../clients/stripe/payments.ts'
import { isRefunded } from '../../clients/stripe/payments.ts'
import { seattleDay } from '../../core/time.ts'
import type { Step } from '../../core/workflow.ts'
import { tryStep } from '../../core/workflow.ts'
import { COMPLETED } from '../../payments/attempt-ledger.ts'
import { markProcessed } from '../../payments/processed-events.ts'
import type { MembershipContext } from '../context.ts'
import * as undone from '../emails/undone.ts'
import { log } from '../log.ts'
import type { BilledMembership } from '../signup.ts'
import { membershipRequest } from './membership-request.ts'

/** The person has another subscription to the plan: all of this one's money goes back, then it ends. */
export async function refundDuplicate(
  step: Step,
  ctx: MembershipContext,
  membership: BilledMembership
): Promise<'duplicate'> {
  const { subscription } = membership
  const payment = await step('read the payment', () => paymentOf(ctx, membership))
  const cents = payment?.status === 'succeeded' ? payment.amountCents : 0
  // Marks that we refund and end it ourselves, so that the news of both is not told a second time.
  const replacedAt = new Date(ctx.now()).toISOString()
  await markProcessed(
    step,
    subscription.metadata,
    { type: 'refunded', objectId: subscription.id, cents },
    (mark) =>
      ctx.stripe.updateSubscriptionMetadata(subscription.id, { ...mark, replaced_at: replacedAt })
  )
  if (payment && cents > 0)
    await step('refund the payment', () => ctx.stripe.refundAll(payment, 'duplicate-membership'))
  await step('end the subscription', () => endSubscription(ctx, subscription.id))
  log.duplicateRefunded(subscription, cents)
  const isUnderWay = payment?.status === 'processing'
  const ended = { ...membership, subscription: { ...subscription, status: 'canceled' as const } }
  const sum = { cents, isUnderWay }
  const emails = [undone.duplicateEmail(ended, sum), undone.duplicateNotice(ended, sum)]
  for (const [index, email] of emails.entries())
    await step(`send email ${index + 1}`, () => ctx.mail.send(email))
  return writeOutcome(step, ctx, membership, 'duplicate')
}

/**
 * It ended before it was finished: no membership is created, and one that an earlier try created is ended. Money that was taken for it is refunded if
 * we ended it for another attempt; if somebody else ended it, the team decides about what is not refunded.
 */
export async function finishEnded(
  step: Step,
  ctx: MembershipContext,
  membership: BilledMembership
): Promise<'duplicate' | 'ended'> {
  const { sale, subscription } = membership
  const { replaced_at: replacedAt, outcome } = subscription.metadata
  // It was finished, and only the sign-up's own outcome is still missing.
  if (outcome) return outcome === 'duplicate' ? outcome : 'ended'
  const memberWriter = await ctx.memberWriter(sale.email)
  const membershipId = await step('look for the membership', () =>
    memberWriter.findGranted(membershipRequest(membership))
  )
  if (membershipId) {
    const today = seattleDay(ctx.now())
    await step('end membership', () => memberWriter.endMembership(membershipId, today))
  }
  if (replacedAt) return refundDuplicate(step, ctx, membership)
  // The news of the end tells both, with the membership's last day.
  if (membershipId) return writeOutcome(step, ctx, membership, 'ended', membershipId)
  const payment = await step('read the payment', () => paymentOf(ctx, membership))
  const isOpen = payment?.status === 'succeeded' || payment?.status === 'processing'
  if (payment && isOpen) {
    const leftCents = payment.amountCents - (payment.charge?.refundedCents ?? 0)
    const email = undone.endedBeforeMembership(membership, isRefunded(payment) ? 0 : leftCents)
    await step('write to the team', () => ctx.mail.send(email))
  }
  return writeOutcome(step, ctx, membership, 'ended')
}

function paymentOf(
  ctx: MembershipContext,
  { subscription }: BilledMembership
): Promise<Payment | null> {
  const id = subscription.invoice?.paymentIntentId
  return id ? ctx.stripe.getPayment(id) : Promise.resolve(null)
}

async function endSubscription(ctx: MembershipContext, id: string): Promise<true> {
  await ctx.stripe.cancelSubscription(id)
  return true
}

async function writeOutcome<O extends 'duplicate' | 'ended'>(
  step: Step,
  ctx: MembershipContext,
  { sale, subscription }: BilledMembership,
  outcome: O,
  membershipId?: string
): Promise<O> {
  await step('write the outcome on the subscription', () =>
    ctx.stripe.updateSubscriptionMetadata(subscription.id, {
      outcome,
      outcome_at: new Date(ctx.now()).toISOString(),
      ...(membershipId ? { membership_id: membershipId } : {}),
    })
  )
  await tryStep(step, 'publish result', () =>
    ctx.attempt(sale.attemptId).publishResult(COMPLETED, { outcome })
  )
  return outcome
}
