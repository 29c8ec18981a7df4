/** Finds the sign-ups that the sweep must look at. */

import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscriber } from '../../clients/stripe/subscribers.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { unsentEmailsWorkflowId, workflowId } from '../../core/ids.ts'
import type { Look } from '../../operations/look.ts'
import type { PendingSale } from '../../operations/pending-sale.ts'
import { unreadableAlert } from '../../payments/emails/unreadable.ts'
import { UNSENT, unsentAlert, unsentClock } from '../../payments/emails/unsent.ts'
import { trackBySigns } from '../../payments/rules/signs.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import {
  membershipAlertResolvedEmail,
  saleSummary,
  signupAlertResolvedEmail,
  stuckSignupAlert,
  unservedMembershipAlert,
} from '../emails/team.ts'
import { type BilledMembership, faultsOf, parseSignup } from '../signup.ts'
import { isLive, saleWorkflow } from '../subscription.ts'
import { unfinishedSetups } from './succeeded-setups.ts'
import { liveTwiceItems } from './watch-plans.ts'

/** Set-up cards without a subscription. `subscribers`: everybody's that is not cancelled. */
export async function pendingSetups(
  ctx: MembershipContext,
  look: Look,
  subscribers: () => Promise<readonly Subscriber[]>
): Promise<PendingSale<MembershipWorkflowParams>[]> {
  const setups = await unfinishedSetups(ctx, look, subscribers)
  return setups.flatMap((setup): PendingSale<MembershipWorkflowParams>[] => {
    const sale = parseSignup(setup.metadata)
    if (!sale) return unreadableSetup(ctx, setup)
    if (setup.metadata.outcome) return untoldOutcome(ctx, setup)
    return [
      {
        objectId: setup.id,
        workflowId: workflowId(setup.id),
        params: { kind: 'start-membership', setupId: setup.id },
        sinceMs: setup.createdMs,
        amountCents: sale.quotedCents,
        metadata: setup.metadata,
        note: (metadata) => ctx.stripe.updateSetupMetadata(setup.id, metadata),
        isUnserved: () => isStuck(ctx, setup.id),
        resolved: ({ outcome = '' }) =>
          signupAlertResolvedEmail(sale, setup.id, outcome, ctx.config),
        alert: (waitedMs, day) => stuckSignupAlert(sale, setup, ctx.config, waitedMs, day),
      },
    ]
  })
}

/** Subscriptions without a membership or with unsent e-mails, and persons with two of one plan. */
export async function pendingMemberships(
  ctx: MembershipContext,
  { oldestMs }: Look,
  subscribers: () => Promise<readonly Subscriber[]>
): Promise<PendingSale<MembershipWorkflowParams>[]> {
  const all = await subscribers()
  const recent = all.filter(({ status, startMs }) => status === 'active' && startMs >= oldestMs)
  const unfinished = await Promise.all(recent.map((one) => unfinishedOf(ctx, one)))
  return [...unfinished.flat(), ...(await liveTwiceItems(ctx, all))]
}

/** A card is given, and the sign-up is ours and damaged: no workflow can serve it, so the team is told. */
function unreadableSetup(
  ctx: MembershipContext,
  setup: SetupIntent
): PendingSale<MembershipWorkflowParams>[] {
  if (setup.metadata.outcome || trackBySigns(setup) === null) return []
  const amountCents = Number(setup.metadata.quoted_cents) || 0
  const unreadable = { ...setup, amountCents, faults: faultsOf(setup.metadata) }
  return [
    {
      objectId: setup.id,
      workflowId: workflowId(setup.id),
      params: null,
      sinceMs: setup.createdMs,
      amountCents,
      metadata: setup.metadata,
      note: (metadata) => ctx.stripe.updateSetupMetadata(setup.id, metadata),
      alert: (waitedMs, nth) => unreadableAlert(ctx.config, unreadable, waitedMs, nth),
      isUnserved: () => isStuck(ctx, setup.id),
      resolved: () => null,
    },
  ]
}

/** Whether a set-up has neither an outcome nor a subscription by now. */
async function isStuck(ctx: MembershipContext, setupId: string): Promise<boolean> {
  const current = await ctx.stripe.getSetupIntent(setupId)
  if (!current || current.metadata.outcome) return false
  return !current.subscriptions.some(({ metadata }) => metadata.setup_id === setupId)
}

/** How long the page has for telling the outcome itself, and the customer for 3-D Secure. */
const PAGE_TELLS_MS = 5 * 60_000
const AUTHENTICATION_MS = 15 * 60_000

/** A sign-up that ended without a membership, about which the customer has no e-mail. */
function untoldOutcome(
  ctx: MembershipContext,
  { id, metadata, createdMs }: SetupIntent
): PendingSale<MembershipWorkflowParams>[] {
  const endedMs = Date.parse(metadata.outcome_at ?? '') || createdMs
  const waitMs = metadata.outcome === 'requires-action' ? AUTHENTICATION_MS : PAGE_TELLS_MS
  if (metadata.emails !== UNSENT.emails) return []
  return [
    {
      objectId: id,
      ...(ctx.now() - endedMs < waitMs && { isEarly: true }),
      workflowId: unsentEmailsWorkflowId(id),
      params: { kind: 'untold-signup-outcome', setupId: id },
      sinceMs: endedMs,
      amountCents: 0,
      metadata,
      note: (more) => ctx.stripe.updateSetupMetadata(id, more),
      alert: () => null,
      isUnserved: async () => false,
      resolved: () => null,
    },
  ]
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
  const workflow = await saleWorkflow(ctx, subscription)
  return [
    {
      objectId: id,
      workflowId: workflow.id,
      params: workflow.params,
      sinceMs: startMs,
      amountCents: invoice.totalCents,
      metadata,
      note: (more) => ctx.stripe.updateSubscriptionMetadata(id, more),
      alert: (waitedMs, day) => unservedMembershipAlert(membership, waitedMs, day),
      async isUnserved() {
        const current = await ctx.stripe.subscription(id)
        return isLive(current) && !current.metadata.outcome
      },
      resolved: () => membershipAlertResolvedEmail(membership),
    },
  ]
}

function membershipWithUnsentEmails(
  ctx: MembershipContext,
  membership: BilledMembership
): PendingSale<MembershipWorkflowParams>[] {
  const { sale, subscription } = membership
  const { id, metadata, invoice } = subscription
  if (metadata.emails !== UNSENT.emails) return []
  const summary = saleSummary(membership)
  const unsent = { id, who: sale.customerName, email: sale.email, summary }
  return [
    {
      objectId: id,
      workflowId: unsentEmailsWorkflowId(id),
      params: { kind: 'unsent-membership-emails', subscriptionId: id },
      amountCents: invoice?.totalCents ?? 0,
      isServed: true,
      ...unsentClock(metadata, (more) => ctx.stripe.updateSubscriptionMetadata(id, more)),
      alert: (waitedMs, nth) => unsentAlert(ctx.config, unsent, waitedMs, nth),
      isUnserved: async () => (await ctx.stripe.subscription(id)).metadata.emails === UNSENT.emails,
      resolved: () => null,
    },
  ]
}
