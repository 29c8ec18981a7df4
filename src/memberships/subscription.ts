/** Checks on a subscription: whether it is live, has ended, or was charged as quoted. */
import type { Subscription } from '../clients/stripe/subscriptions.ts'
import { workflowId } from '../core/ids.ts'
import type { MembershipContext, MembershipWorkflowParams } from './context.ts'
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

/**
 * Cancels a subscription whose first payment is open, so that nobody can still pay for it. One that was
 * paid at the same moment is refunded by its own workflow.
 */
export async function cancelUnpaid(ctx: MembershipContext, { id }: Subscription): Promise<void> {
  // Marks that we end it ourselves, so that no e-mail is sent about its end.
  const replacedAt = new Date(ctx.now()).toISOString()
  await ctx.stripe.updateSubscriptionMetadata(id, { replaced_at: replacedAt })
  await ctx.stripe.cancelSubscription(id)
}

/** Cancels a subscription unless its first payment was made; the subscription as it is then. */
export async function cancelIncomplete(ctx: MembershipContext, id: string) {
  const subscription = await ctx.stripe.subscription(id)
  const { status, metadata } = subscription
  if (status === 'incomplete') await cancelUnpaid(ctx, subscription)
  return { status: isLive(subscription) ? status : 'canceled', metadata }
}

export interface SaleWorkflow {
  id: string
  params: MembershipWorkflowParams<'start-membership' | 'finish-membership'>
}

/** The workflow of a first invoice that was paid later than the set-up's workflow could wait for. */
export function finishWorkflow(subscription: Subscription, invoiceId: string): SaleWorkflow {
  const { id: subscriptionId, customerId, metadata } = subscription
  const email = metadata.email ?? ''
  const params = {
    kind: 'finish-membership',
    invoiceId,
    subscriptionId,
    email,
    customerId,
  } as const
  return { id: workflowId(invoiceId), params }
}

/** The workflow that has to write a subscription's outcome: the set-up's, or the first invoice's if that is over. */
export async function saleWorkflow(
  ctx: MembershipContext,
  subscription: Subscription
): Promise<SaleWorkflow> {
  const { invoice, metadata } = subscription
  const setupId = metadata.setup_id ?? ''
  const isOver = (await ctx.workflows.state(workflowId(setupId))) === 'complete'
  if (isOver && invoice) return finishWorkflow(subscription, invoice.id)
  return { id: workflowId(setupId), params: { kind: 'start-membership', setupId } }
}
