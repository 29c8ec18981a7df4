/** Handles Stripe events of day passes (Track 3). */

import type Stripe from 'stripe'
import { idOf } from '../clients/stripe/lists.ts'
import { debitBegunWorkflowId, debitFailedWorkflowId, workflowId } from '../core/ids.ts'
import { countDecline } from '../payments/card-declines.ts'
import { parseRefundOrDispute, refundWorkflow } from '../payments/refund-events.ts'
import type { PassContext } from './context.ts'
import { log } from './log.ts'
import { parsePassPurchase } from './purchase.ts'

export async function handlePassEvent(
  ctx: PassContext,
  event: Stripe.Event,
  by: string
): Promise<void> {
  switch (event.type) {
    case 'payment_intent.succeeded':
      return started(ctx, event.data.object, by)
    case 'payment_intent.processing':
      return processing(ctx, event)
    case 'payment_intent.payment_failed':
      return failed(ctx, event)
    case 'payment_intent.canceled':
      return canceled(ctx, event)
    case 'charge.refunded':
      return event.data.object.metadata.track === '3' ? startRefundWorkflow(ctx, event) : undefined
    // These have no metadata of the payment, so the workflow checks whether it is a pass.
    case 'refund.failed':
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return startRefundWorkflow(ctx, event)
  }
}

async function startRefundWorkflow(ctx: PassContext, event: Stripe.Event): Promise<void> {
  const change = parseRefundOrDispute(event)
  if (change)
    await ctx.workflows.start(refundWorkflow(change), {
      kind: 'pass-refund-or-dispute',
      event: change,
    })
}

async function started(ctx: PassContext, intent: Stripe.PaymentIntent, by: string): Promise<void> {
  if (!parsePassPurchase(intent)) return
  const isNew = await ctx.workflows.start(workflowId(intent.id), {
    kind: 'grant-pass',
    paymentId: intent.id,
  })
  if (isNew) log.workflowStarted(intent.id, by)
}

async function processing(
  ctx: PassContext,
  { created, data }: Stripe.PaymentIntentProcessingEvent
): Promise<void> {
  const intent = data.object
  const sale = parsePassPurchase(intent)
  if (!sale) return
  const { promo, attemptId } = sale
  if (promo) await ctx.promo(promo.couponId).extend(attemptId, promo.id, created * 1000)
  await ctx.workflows.start(debitBegunWorkflowId(intent.id), {
    kind: 'debit-begun',
    paymentId: intent.id,
  })
}

async function failed(
  ctx: PassContext,
  event: Stripe.PaymentIntentPaymentFailedEvent
): Promise<void> {
  const intent = event.data.object
  const sale = parsePassPurchase(intent)
  if (!sale) return
  const workflow = await countDecline(ctx, event)
  if (workflow) await ctx.workflows.start(workflow, { kind: 'pass-declines', paymentId: intent.id })
  // The page itself shows a declined card; a bank debit fails days later.
  if (intent.last_payment_error?.payment_method?.type !== 'us_bank_account') return
  const { promo, attemptId } = sale
  if (promo) await ctx.promo(promo.couponId).release(attemptId, event.created * 1000)
  const chargeId = idOf(intent.latest_charge) ?? intent.id
  await ctx.workflows.start(debitFailedWorkflowId(chargeId), {
    kind: 'debit-failed',
    paymentId: intent.id,
    chargeId,
  })
}

async function canceled(
  ctx: PassContext,
  { created, data }: Stripe.PaymentIntentCanceledEvent
): Promise<void> {
  const intent = data.object
  const sale = parsePassPurchase(intent)
  if (!sale?.promo) return
  // If the customer corrected the form, the attempt continues with another intent and keeps the use.
  const current = await ctx.attempt(sale.attemptId).read()
  if (current?.intentId !== intent.id) return
  await ctx.promo(sale.promo.couponId).release(sale.attemptId, created * 1000)
}
