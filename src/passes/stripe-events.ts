/** What Stripe's events mean for day passes (Track 3). */

import type Stripe from 'stripe'
import { idOf } from '../clients/stripe/lists.ts'
import { debitFailedWorkflowId, workflowId } from '../core/ids.ts'
import { log } from '../core/log.ts'
import { parseRefundOrDispute, refundWorkflow } from '../payments/refund-events.ts'
import type { PassContext } from './context.ts'
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
      return processing(ctx, event.data.object)
    case 'payment_intent.payment_failed':
      return failed(ctx, event.data.object)
    case 'payment_intent.canceled':
      return canceled(ctx, event.data.object)
    case 'charge.refunded':
      return event.data.object.metadata.track === '3' ? startRefundWorkflow(ctx, event) : undefined
    // These carry no metadata of the payment: the run reads whose it is.
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
  await ctx.workflows.start(workflowId(intent.id), { kind: 'grant-pass', paymentId: intent.id })
  log.workflowStarted(intent.id, by)
}

async function processing(ctx: PassContext, intent: Stripe.PaymentIntent): Promise<void> {
  const sale = parsePassPurchase(intent)
  if (sale?.promo) await ctx.promo(sale.promo.couponId).extend(sale.attemptId, sale.promo.id)
}

/** A declined card is told to her on the page; a bank debit fails days later, when nobody is there. */
async function failed(ctx: PassContext, intent: Stripe.PaymentIntent): Promise<void> {
  const method = intent.last_payment_error?.payment_method
  if (!parsePassPurchase(intent) || method?.type !== 'us_bank_account') return
  const chargeId = idOf(intent.latest_charge) ?? intent.id
  const order = { kind: 'debit-failed', paymentId: intent.id, chargeId } as const
  await ctx.workflows.start(debitFailedWorkflowId(chargeId), order)
}

async function canceled(ctx: PassContext, intent: Stripe.PaymentIntent): Promise<void> {
  const sale = parsePassPurchase(intent)
  if (!sale?.promo) return
  // She may have corrected the form: then her attempt goes on, and holds the use for its next intent.
  const current = await ctx.attempt(sale.attemptId).read()
  if (current?.intentId !== intent.id) return
  await ctx.promo(sale.promo.couponId).release(sale.attemptId)
}
