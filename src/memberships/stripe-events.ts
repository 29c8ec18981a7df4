/** Handles Stripe's webhook events for memberships (Track 1). */

import type Stripe from 'stripe'
import { FIRST_INVOICE } from '../clients/stripe/invoices.ts'
import { idOf } from '../clients/stripe/lists.ts'
import { subscriptionEventWorkflowId, workflowId } from '../core/ids.ts'
import { countDecline } from '../payments/card-declines.ts'
import { parseRefundOrDispute } from '../payments/refund-events.ts'
import type { MembershipContext, SubscriptionEvent } from './context.ts'
import { log } from './log.ts'
import { alertOverdueEvent } from './operations/overdue-event.ts'
import { parseSignup } from './signup.ts'

export async function handleMembershipEvent(
  ctx: MembershipContext,
  event: Stripe.Event,
  by: string
): Promise<void> {
  switch (event.type) {
    case 'setup_intent.succeeded':
      return setupSucceeded(ctx, event.data.object, by)
    case 'setup_intent.setup_failed':
      return setupFailed(ctx, event)
    case 'invoice.paid':
      return invoicePaid(ctx, event.data.object)
    case 'invoice.payment_failed':
      return invoiceFailed(ctx, event, newsOf(event, by))
    case 'customer.subscription.updated':
    case 'customer.subscription.deleted':
      return subscriptionChanged(ctx, event.data.object, newsOf(event, by))
    case 'charge.refunded':
      // A charge of an invoice has no metadata of ours. One that has a track belongs to another track.
      return event.data.object.metadata.track ? undefined : startRefundWorkflow(ctx, event, by)
    case 'refund.failed':
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return startRefundWorkflow(ctx, event, by)
  }
}

/** When an event happened, and who has read it. */
interface News {
  atMs: number
  by: string
}

const newsOf = (event: Stripe.Event, by: string): News => ({ atMs: event.created * 1000, by })

async function setupSucceeded(
  ctx: MembershipContext,
  intent: Stripe.SetupIntent,
  by: string
): Promise<void> {
  if (!parseSignup(intent.metadata ?? {})) return
  const isNew = await ctx.workflows.start(workflowId(intent.id), {
    kind: 'start-membership',
    setupId: intent.id,
  })
  if (isNew) log.workflowStarted(intent.id, by)
}

async function setupFailed(
  ctx: MembershipContext,
  event: Stripe.SetupIntentSetupFailedEvent
): Promise<void> {
  const { id: setupId, metadata } = event.data.object
  if (!parseSignup(metadata ?? {})) return
  const workflow = await countDecline(ctx, event)
  if (workflow) await ctx.workflows.start(workflow, { kind: 'membership-declines', id: setupId })
}

/**
 * Ids of an invoice for one of our subscriptions, else `null`. Stripe copies the subscription's metadata
 * to its invoices.
 */
function idsOf(invoice: Stripe.Invoice) {
  const details = invoice.parent?.subscription_details
  const subscriptionId = idOf(details?.subscription)
  const sale = parseSignup(details?.metadata ?? {})
  if (!invoice.id || !subscriptionId || !sale) return null
  const customerId = idOf(invoice.customer) ?? ''
  return { invoiceId: invoice.id, subscriptionId, email: sale.email, customerId }
}

async function invoicePaid(ctx: MembershipContext, invoice: Stripe.Invoice): Promise<void> {
  const found = idsOf(invoice)
  // Nothing to do for renewals: the membership continues.
  if (!found || invoice.billing_reason !== FIRST_INVOICE) return
  await ctx.workflows.start(workflowId(found.invoiceId), { kind: 'finish-membership', ...found })
}

async function invoiceFailed(
  ctx: MembershipContext,
  event: Stripe.InvoicePaymentFailedEvent,
  news: News
): Promise<void> {
  const { object: invoice } = event.data
  const found = idsOf(invoice)
  if (!found) return
  const { invoiceId, subscriptionId: id } = found
  // The page may try another card on it, as on the SetupIntent before.
  if (invoice.billing_reason === FIRST_INVOICE) {
    const metadata = invoice.parent?.subscription_details?.metadata ?? null
    const workflow = await countDecline(ctx, { id: event.id, data: { object: { id, metadata } } })
    if (workflow) await ctx.workflows.start(workflow, { kind: 'membership-declines', id })
  }
  const change = { type: 'payment-failed', invoiceId, subscriptionId: id } as const
  await startEventWorkflow(ctx, invoiceId, change, news)
}

async function subscriptionChanged(
  ctx: MembershipContext,
  { id, status, metadata, ended_at: endedAt }: Stripe.Subscription,
  news: News
): Promise<void> {
  if (!parseSignup(metadata)) return
  if (status === 'canceled') {
    const change = {
      type: 'ended',
      atMs: endedAt ? endedAt * 1000 : news.atMs,
      subscriptionId: id,
    } as const
    return startEventWorkflow(ctx, id, change, news)
  }
  if (status === 'incomplete_expired')
    return startEventWorkflow(ctx, id, { type: 'setup-expired', subscriptionId: id }, news)
}

async function startRefundWorkflow(
  ctx: MembershipContext,
  event: Stripe.Event,
  by: string
): Promise<void> {
  const change = parseRefundOrDispute(event)
  if (!change) return
  const { type, objectId, cents } = change
  await startEventWorkflow(
    ctx,
    type === 'refunded' ? `${objectId}-${cents}` : objectId,
    change,
    newsOf(event, by)
  )
}

async function startEventWorkflow(
  ctx: MembershipContext,
  objectId: string,
  change: SubscriptionEvent,
  { atMs, by }: News
): Promise<void> {
  const id = subscriptionEventWorkflowId(objectId, change.type)
  // Before the start: a workflow that starts only now is not overdue.
  if (by === 'sweep') await alertOverdueEvent(ctx, id, { event: change, sinceMs: atMs })
  await ctx.workflows.start(id, { kind: 'subscription-event', event: change })
}
