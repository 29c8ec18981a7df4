/** What Stripe's events mean for memberships (Track 1). */
import type Stripe from 'stripe'
import { idOf } from '../clients/stripe/lists.ts'
import { newsRunId, runId } from '../core/ids.ts'
import { events } from '../core/log.ts'
import type { World } from '../payments/context.ts'
import { moneyNewsOf } from '../payments/refund-events.ts'
import type { News } from './context.ts'
import { membershipSaleOf } from './signup.ts'

export async function takeMembershipEvent(
  world: World,
  event: Stripe.Event,
  by: string
): Promise<void> {
  switch (event.type) {
    case 'setup_intent.succeeded':
      return started(world, event.data.object, by)
    case 'invoice.paid':
      return invoicePaid(world, event.data.object)
    case 'invoice.payment_failed':
      return invoiceFailed(world, event.data.object)
    case 'customer.subscription.updated':
    case 'customer.subscription.deleted':
      return subscriptionChanged(world, event.data.object, event.created * 1000)
    case 'charge.refunded':
      // Charges of invoices carry no metadata of ours; those that do are another track's.
      return event.data.object.metadata.track ? undefined : moneyMoved(world, event)
    case 'refund.failed':
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return moneyMoved(world, event)
  }
}

async function started(world: World, intent: Stripe.SetupIntent, by: string): Promise<void> {
  if (!membershipSaleOf(intent.metadata ?? {})) return
  await world.runs.start(runId(intent.id), { kind: 'start-membership', setupId: intent.id })
  events.runStarted(intent.id, by)
}

/** The subscription's metadata is copied onto its invoices when they are finalised. */
function ours(invoice: Stripe.Invoice): { invoiceId: string; subscriptionId: string } | null {
  const details = invoice.parent?.subscription_details
  const subscriptionId = idOf(details?.subscription)
  if (!invoice.id || !subscriptionId || !membershipSaleOf(details?.metadata ?? {})) return null
  return { invoiceId: invoice.id, subscriptionId }
}

async function invoicePaid(world: World, invoice: Stripe.Invoice): Promise<void> {
  const found = ours(invoice)
  // Renewals need nothing of us: the membership goes on.
  if (!found || invoice.billing_reason !== 'subscription_create') return
  await world.runs.start(runId(found.invoiceId), { kind: 'finish-membership', ...found })
}

async function invoiceFailed(world: World, invoice: Stripe.Invoice): Promise<void> {
  const found = ours(invoice)
  if (found) await tell(world, found.invoiceId, { what: 'payment-failed', ...found })
}

async function subscriptionChanged(
  world: World,
  { id, status, metadata, ended_at: endedAt }: Stripe.Subscription,
  atMs: number
): Promise<void> {
  if (!membershipSaleOf(metadata)) return
  if (status === 'canceled') {
    const news = {
      what: 'ended',
      atMs: endedAt ? endedAt * 1000 : atMs,
      subscriptionId: id,
    } as const
    return tell(world, id, news)
  }
  if (status === 'incomplete_expired')
    return tell(world, id, { what: 'lapsed', subscriptionId: id })
}

async function moneyMoved(world: World, event: Stripe.Event): Promise<void> {
  const news = moneyNewsOf(event)
  if (!news) return
  const { what, objectId, cents } = news
  await tell(world, what === 'refunded' ? `${objectId}-${cents}` : objectId, news)
}

function tell(world: World, objectId: string, news: News): Promise<void> {
  const id = newsRunId(objectId, news.what)
  return world.runs.start(id, { kind: 'membership-news', news })
}
