/** Who is being billed, or has set up a card, and has no membership yet: what the sweep looks after. */

import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { unsentEmailsWorkflowId, workflowId } from '../../core/ids.ts'
import type { PendingSale } from '../../operations/sweep.ts'
import { UNSENT } from '../../payments/emails/unsent.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { stuckSignupAlert, unservedMembershipAlert } from '../emails/team.ts'
import { parseSignup } from '../signup.ts'

/** Subscriptions that bill without a membership, and cards set up without a subscription. */
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
        // With a subscription, its own alert says more.
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
  const setupId = metadata.setup_id ?? ''
  const finished = (await ctx.workflows.state(workflowId(setupId))) === 'complete'
  const about = { sale, subscription, paymentMethod: '', config: ctx.config }
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
      alert: (waitedMs, day) => unservedMembershipAlert(about, waitedMs, day),
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
