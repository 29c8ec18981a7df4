/** Finds the sign-ups that the sweep must look at. */

import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { unsentEmailsWorkflowId, workflowId } from '../../core/ids.ts'
import type { PendingSale } from '../../operations/sweep.ts'
import { UNSENT } from '../../payments/emails/unsent.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { stuckSignupAlert, unservedMembershipAlert } from '../emails/team.ts'
import { parseSignup } from '../signup.ts'
import { saleWorkflow } from '../subscription.ts'

/** Subscriptions without a membership or with unsent e-mails, and set-up cards without a subscription. */
export async function pendingMemberships(
  ctx: MembershipContext,
  sinceMs: number
): Promise<PendingSale<MembershipWorkflowParams>[]> {
  const [setups, subscriptions] = await Promise.all([
    ctx.stripe.setupsSince(sinceMs),
    ctx.stripe.subscriptionsSince(sinceMs),
  ])
  const billed = new Set(subscriptions.map(({ metadata }) => metadata.setup_id))
  const stuck = setups.flatMap((setup): PendingSale<MembershipWorkflowParams>[] => {
    const sale = parseSignup(setup.metadata)
    if (!sale || setup.status !== 'succeeded' || setup.metadata.outcome) return []
    return [
      {
        workflowId: workflowId(setup.id),
        params: { kind: 'start-membership', setupId: setup.id },
        sinceMs: setup.createdMs,
        amountCents: sale.quotedCents,
        metadata: setup.metadata,
        note: (metadata) => ctx.stripe.updateSetupMetadata(setup.id, metadata),
        // If there is a subscription, its own alert is more precise.
        alert: (waitedMs, day) =>
          billed.has(setup.id) ? null : stuckSignupAlert(sale, setup, ctx.config, waitedMs, day),
      },
    ]
  })
  const unfinished = await Promise.all(subscriptions.map((one) => unfinishedOf(ctx, one)))
  return [...stuck, ...unfinished.flat()]
}

async function unfinishedOf(
  ctx: MembershipContext,
  subscription: Subscription
): Promise<PendingSale<MembershipWorkflowParams>[]> {
  const { id, metadata, startMs, invoice } = subscription
  const sale = parseSignup(metadata)
  if (!sale || !invoice) return []
  if (metadata.outcome) return membershipWithUnsentEmails(ctx, subscription)
  const workflow = await saleWorkflow(ctx, subscription)
  const membership = { sale, subscription, paymentMethod: '', config: ctx.config }
  return [
    {
      workflowId: workflow.id,
      params: workflow.params,
      sinceMs: startMs,
      amountCents: invoice.totalCents,
      metadata,
      note: (more) => ctx.stripe.updateSubscriptionMetadata(id, more),
      alert: (waitedMs, day) => unservedMembershipAlert(membership, waitedMs, day),
    },
  ]
}

function membershipWithUnsentEmails(
  ctx: MembershipContext,
  subscription: Subscription
): PendingSale<MembershipWorkflowParams>[] {
  const { id, metadata, startMs, invoice } = subscription
  if (metadata.emails !== UNSENT.emails) return []
  return [
    {
      workflowId: unsentEmailsWorkflowId(id),
      params: { kind: 'unsent-membership-emails', subscriptionId: id },
      sinceMs: startMs,
      amountCents: invoice?.totalCents ?? 0,
      metadata,
      note: (more) => ctx.stripe.updateSubscriptionMetadata(id, more),
      alert: () => null,
    },
  ]
}
