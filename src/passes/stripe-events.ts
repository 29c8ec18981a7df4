/** Handles Stripe events of day passes (Track 3). */

import type Stripe from 'stripe'
import { idOf } from '../clients/stripe/lists.ts'
import type { Payment } from '../clients/stripe/payments.ts'
import { debitBegunWorkflowId, debitFailedWorkflowId, workflowId } from '../core/ids.ts'
import { alertOverdueEvent, type Described, type LaterEvent } from '../operations/overdue-event.ts'
import { countDecline } from '../payments/card-declines.ts'
import { userOf } from '../payments/promo-uses.ts'
import { parseRefundOrDispute, refundWorkflow } from '../payments/refund-events.ts'
import type { PassContext, PassWorkflowParams } from './context.ts'
import { saleSummary } from './emails/team.ts'
import { log } from './log.ts'
import { type PassPurchase, parsePassPurchase } from './purchase.ts'

export async function handlePassEvent(
  ctx: PassContext,
  event: Stripe.Event,
  by: string
): Promise<void> {
  switch (event.type) {
    case 'payment_intent.succeeded':
      return started(ctx, event.data.object, by)
    case 'payment_intent.processing':
      return processing(ctx, event, by)
    case 'payment_intent.payment_failed':
      return failed(ctx, event, by)
    case 'payment_intent.canceled':
      return canceled(ctx, event)
    case 'charge.refunded':
      return event.data.object.metadata.track === '3'
        ? startRefundWorkflow(ctx, event, by)
        : undefined
    // These have no metadata of the payment, so the workflow checks whether it is a pass.
    case 'refund.failed':
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return startRefundWorkflow(ctx, event, by)
  }
}

async function startRefundWorkflow(
  ctx: PassContext,
  event: Stripe.Event,
  by: string
): Promise<void> {
  const change = parseRefundOrDispute(event)
  if (!change) return
  const params = { kind: 'pass-refund-or-dispute', event: change } as const
  const workflowId = refundWorkflow(change)
  const { paymentId, type } = change
  const later = { workflowId, paymentId, type, atMs: event.created * 1000 }
  await startEventWorkflow(ctx, later, params, by)
}

/** Told before the start: a workflow that starts only now is not overdue. */
async function startEventWorkflow(
  ctx: PassContext,
  event: LaterEvent,
  params: PassWorkflowParams,
  by: string
): Promise<void> {
  if (by === 'sweep') await alertOverdueEvent(ctx, event, (payment) => describe(ctx, payment))
  await ctx.workflows.start(event.workflowId, params)
}

function describe({ config }: PassContext, payment: Payment): Described {
  const sale = parsePassPurchase(payment)
  return sale && { name: sale.customerName, summary: saleSummary({ payment, sale, config }) }
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
  { created, data }: Stripe.PaymentIntentProcessingEvent,
  by: string
): Promise<void> {
  const intent = data.object
  const sale = parsePassPurchase(intent)
  if (!sale) return
  const { promo } = sale
  if (promo && (await isOfAttempt(ctx, sale, intent)))
    await ctx.promo(promo.couponId).extend(await userOf(sale, promo), created * 1000)
  const paymentId = intent.id
  const later = { paymentId, type: 'debit-begun', atMs: created * 1000 } as const
  const workflowId = debitBegunWorkflowId(paymentId)
  await startEventWorkflow(ctx, { ...later, workflowId }, { kind: 'debit-begun', paymentId }, by)
}

async function failed(
  ctx: PassContext,
  event: Stripe.PaymentIntentPaymentFailedEvent,
  by: string
): Promise<void> {
  const intent = event.data.object
  const sale = parsePassPurchase(intent)
  if (!sale) return
  const paymentId = intent.id
  const later = { paymentId, atMs: event.created * 1000 }
  const declines = await countDecline(ctx, event)
  if (declines)
    await startEventWorkflow(
      ctx,
      { ...later, workflowId: declines, type: 'declines' },
      { kind: 'pass-declines', paymentId },
      by
    )
  // The page itself shows a declined card; a bank debit fails days later.
  if (intent.last_payment_error?.payment_method?.type !== 'us_bank_account') return
  const { promo, attemptId } = sale
  if (promo && (await isOfAttempt(ctx, sale, intent)))
    await ctx.promo(promo.couponId).release(attemptId, event.created * 1000)
  const chargeId = idOf(intent.latest_charge) ?? paymentId
  await startEventWorkflow(
    ctx,
    { ...later, workflowId: debitFailedWorkflowId(chargeId), type: 'debit-failed' },
    { kind: 'debit-failed', paymentId, chargeId },
    by
  )
}

async function canceled(
  ctx: PassContext,
  { created, data }: Stripe.PaymentIntentCanceledEvent
): Promise<void> {
  const intent = data.object
  const sale = parsePassPurchase(intent)
  if (!sale?.promo) return
  if (!(await isOfAttempt(ctx, sale, intent))) return
  await ctx.promo(sale.promo.couponId).release(sale.attemptId, created * 1000)
}

/**
 * Whether our own ledger knows the intent as the attempt's. If the customer corrected the form, the attempt
 * continues with another intent and keeps the use of its code.
 */
async function isOfAttempt(
  ctx: PassContext,
  { attemptId }: PassPurchase,
  { id }: Stripe.PaymentIntent
): Promise<boolean> {
  return (await ctx.attempt(attemptId).read())?.intentId === id
}
