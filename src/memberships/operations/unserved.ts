/** Finds the sign-ups that the sweep must look at. */

import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { unsentEmailsWorkflowId, workflowId } from '../../core/ids.ts'
import type { PendingSale } from '../../operations/sweep.ts'
import { UNSENT, unsentEmailsAlert } from '../../payments/emails/unsent.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { saleSummary, stuckSignupAlert, unservedMembershipAlert } from '../emails/team.ts'
import { type BilledMembership, parseSignup } from '../signup.ts'

/** Set-up cards without a subscription. */
export async function pendingSetups(
  ctx: MembershipContext,
  sinceMs: number
): Promise<PendingSale<MembershipWorkflowParams>[]> {
  const setups = await ctx.stripe.setupsSince(sinceMs)
  return setups.flatMap((setup): PendingSale<MembershipWorkflowParams>[] => {
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
        alert: async (waitedMs, day) =>
          (await isBilled(ctx, setup.id))
            ? null
            : stuckSignupAlert(sale, setup, ctx.config, waitedMs, day),
      },
    ]
  })
}

async function isBilled(ctx: MembershipContext, setupId: string): Promise<boolean> {
  const setup = await ctx.stripe.getSetupIntent(setupId)
  return Boolean(
    setup?.subscriptions.some(
      ({ status, metadata }) => status === 'active' && metadata.setup_id === setupId
    )
  )
}

/** Subscriptions without a membership or with unsent e-mails. */
export async function pendingMemberships(
  ctx: MembershipContext,
  sinceMs: number
): Promise<PendingSale<MembershipWorkflowParams>[]> {
  const subscriptions = await ctx.stripe.subscriptionsSince(sinceMs)
  const unfinished = await Promise.all(subscriptions.map((one) => unfinishedOf(ctx, one)))
  return unfinished.flat()
}

async function unfinishedOf(
  ctx: MembershipContext,
  subscription: Subscription
): Promise<PendingSale<MembershipWorkflowParams>[]> {
  const { id, metadata, startMs, invoice } = subscription
  const sale = parseSignup(metadata)
  if (!sale || !invoice) return []
  const membership = { sale, subscription, paymentMethod: '', config: ctx.config }
  if (metadata.outcome) return membershipWithUnsentEmails(ctx, membership)
  const setupId = metadata.setup_id ?? ''
  const finished = (await ctx.workflows.state(workflowId(setupId))) === 'complete'
  return [
    {
      workflowId: workflowId(finished ? invoice.id : setupId),
      params: finished
        ? { kind: 'finish-membership', invoiceId: invoice.id, subscriptionId: id }
        : { kind: 'start-membership', setupId },
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
  membership: BilledMembership
): PendingSale<MembershipWorkflowParams>[] {
  const { sale, subscription } = membership
  const { id, metadata, startMs, invoice } = subscription
  if (metadata.emails !== UNSENT.emails) return []
  const about = { id, customerName: sale.customerName, summary: saleSummary(membership) }
  return [
    {
      workflowId: unsentEmailsWorkflowId(id),
      params: { kind: 'unsent-membership-emails', subscriptionId: id },
      sinceMs: startMs,
      amountCents: invoice?.totalCents ?? 0,
      metadata,
      isServed: true,
      note: (more) => ctx.stripe.updateSubscriptionMetadata(id, more),
      alert: (waitedMs, day) => unsentEmailsAlert(about, ctx.config, waitedMs, day),
    },
  ]
}
