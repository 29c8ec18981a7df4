/** Handles Stripe events about a subscription after sign-up. Each event has its own workflow. */

import type { Email } from '../../clients/mailersend.ts'
import type { Invoice } from '../../clients/stripe/invoices.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import type { Step } from '../../core/workflow.ts'
import { type EventKey, markProcessed, wasProcessed } from '../../payments/processed-events.ts'
import type { MembershipContext, MembershipWorkflowParams, SubscriptionEvent } from '../context.ts'
import * as customer from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { log } from '../log.ts'
import { lastDayOf } from '../rules/billing-anchor.ts'
import { type BilledMembership, parseSignup, type Signup } from '../signup.ts'
import { isLive, isOf, saleWorkflow } from '../subscription.ts'

/** The e-mails are the purpose of this workflow, so their steps are retried like all required steps. */
export async function handleSubscriptionEvent(
  step: Step,
  ctx: MembershipContext,
  { event }: MembershipWorkflowParams<'subscription-event'>
) {
  const subscription = await step('read the subscription', () => subscriptionOf(ctx, event))
  const sale = subscription && parseSignup(subscription.metadata)
  if (!sale) return { outcome: 'not-ours' }
  if (event.type === 'ended' || event.type === 'setup-expired')
    await step('release the plan', () => releasePlan(ctx, sale, subscription.id))
  if (subscription.metadata.replaced_at) return { outcome: 'replaced' }
  if (wasProcessed(subscription.metadata, eventKeyOf(event)))
    return { outcome: 'already-processed' }
  const paymentMethod = subscription.metadata.payment_method ?? ''
  const membership = { sale, subscription, paymentMethod, config: ctx.config }
  log.subscriptionEventReceived(subscription, event.type)
  const result = await handle(step, ctx, membership, event)
  if (result.outcome === 'told')
    await markProcessed(step, subscription.metadata, eventKeyOf(event), (mark) =>
      ctx.stripe.updateSubscriptionMetadata(subscription.id, mark)
    )
  return result
}

/** The key by which an event is recognised when Stripe sends it again. */
function eventKeyOf(event: SubscriptionEvent): EventKey {
  switch (event.type) {
    case 'payment-failed':
      return { type: event.type, objectId: event.invoiceId }
    case 'ended':
    case 'setup-expired':
      return { type: event.type, objectId: event.subscriptionId }
    default:
      return event
  }
}

async function handle(
  step: Step,
  ctx: MembershipContext,
  membership: BilledMembership,
  event: SubscriptionEvent
) {
  switch (event.type) {
    case 'payment-failed':
      return notifyPaymentFailed(step, ctx, membership, event.invoiceId)
    case 'ended':
      return endMembership(step, ctx, membership, event.atMs)
    case 'setup-expired':
      return notifySignupExpired(step, ctx, membership)
    default:
      return send(step, ctx, [
        ...(event.type === 'refunded' ? [customer.refundedEmail(membership, event)] : []),
        team.disputeNotice(membership, event),
      ])
  }
}

/** Not sent to somebody who has this plan meanwhile, for example by joining on another device. */
async function notifySignupExpired(
  step: Step,
  ctx: MembershipContext,
  membership: BilledMembership
) {
  const { sale } = membership
  const isMember = await step('look for another membership', async () => {
    const known = await ctx.stripe.findMemberships(sale.email)
    return (known?.subscriptions ?? []).some(
      (one) => isLive(one) && isOf(one, sale, sale.terms.priceId)
    )
  })
  if (isMember) return { outcome: 'member-meanwhile' }
  return send(step, ctx, [customer.signupExpiredEmail(membership)])
}

/** The event's subscription. `null` for a refund or dispute of a payment without a subscription. */
export async function subscriptionOf(
  ctx: MembershipContext,
  event: SubscriptionEvent
): Promise<Subscription | null> {
  const id =
    'subscriptionId' in event
      ? event.subscriptionId
      : await ctx.stripe.subscriptionOfPayment(event.paymentId)
  return id ? ctx.stripe.subscription(id) : null
}

/** The membership stays: Stripe retries the payment, and the team talks to the customer. */
async function notifyPaymentFailed(
  step: Step,
  ctx: MembershipContext,
  membership: BilledMembership,
  invoiceId: string
) {
  // The page already shows that a first card was declined. The subscription never started.
  const { status } = membership.subscription
  if (status === 'incomplete' || status === 'incomplete_expired') return { outcome: 'on-the-page' }
  const invoice: Invoice = await step('read the invoice', () => ctx.stripe.getInvoice(invoiceId))
  if (invoice.status === 'paid') return { outcome: 'paid-meanwhile' }
  return send(step, ctx, [
    customer.paymentFailedEmail(membership, invoice),
    team.paymentFailedAlert(membership, invoice),
  ])
}

/** Another attempt may subscribe the person from now on, or use the code if it was not paid for. */
async function releasePlan(
  ctx: MembershipContext,
  { email, slug, attemptId, promo }: Signup,
  subscriptionId: string
): Promise<true> {
  if (promo) await ctx.promo(promo.couponId).releaseSubscription(subscriptionId)
  const claims = await ctx.planClaims(email)
  const claim = await claims.record(slug, attemptId, subscriptionId)
  if (claim.subscriptionId === subscriptionId) await claims.release(slug, attemptId)
  return true
}

/**
 * Returns the subscription when its own workflow has written the outcome. Until then that workflow may
 * create the membership.
 */
async function waitForOutcome(
  step: Step,
  ctx: MembershipContext,
  subscription: Subscription
): Promise<Subscription> {
  if (subscription.metadata.outcome) return subscription
  await step('start sale workflow', async () => {
    const { id, params } = await saleWorkflow(ctx, subscription)
    await ctx.workflows.start(id, params)
    if ((await ctx.workflows.state(id)) === 'errored') await ctx.workflows.restart(id)
    return true
  })
  return step('wait for sale workflow', async () => {
    const current = await ctx.stripe.subscription(subscription.id)
    if (!current.metadata.outcome) throw new Error('its own workflow is still running')
    return current
  })
}

/** Gives the membership its last day in OfficeRnD; that day stays usable. */
async function endMembership(
  step: Step,
  ctx: MembershipContext,
  membership: BilledMembership,
  endedMs: number
) {
  const { sale } = membership
  const subscription = await waitForOutcome(step, ctx, membership.subscription)
  const membershipId = subscription.metadata.membership_id
  if (!membershipId) return { outcome: 'never-began' }
  const day = lastDayOf(endedMs, subscription.periodEndMs)
  const memberWriter = await ctx.memberWriter(sale.email)
  await step('end membership', () => memberWriter.endMembership(membershipId, day))
  return send(step, ctx, [
    customer.endedEmail(membership, day),
    team.membershipEndedEmail(membership, day),
  ])
}

async function send(step: Step, ctx: MembershipContext, emails: Email[]) {
  for (const [index, email] of emails.entries()) {
    await step(`send email ${index + 1}`, () => ctx.mail.send(email))
  }
  return { outcome: 'told' }
}
