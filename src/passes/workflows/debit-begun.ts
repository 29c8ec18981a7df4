/** Tells the customer that a bank debit has begun: how much, how long it takes, and which day follows. */

import type { Step } from '../../core/workflow.ts'
import { markProcessed, wasProcessed } from '../../payments/processed-events.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { debitBegun } from '../emails/customer.ts'
import { parsePassPurchase } from '../purchase.ts'

/** A workflow of its own: the payment's own one starts only when the money has arrived. */
export async function notifyDebitBegun(
  step: Step,
  ctx: PassContext,
  { paymentId }: PassWorkflowParams<'debit-begun'>
): Promise<{ outcome: string }> {
  const payment = await step('read the payment', () => ctx.stripe.getPayment(paymentId))
  const sale = payment && parsePassPurchase(payment)
  const event = { type: 'debit-begun', objectId: paymentId }
  // News that comes late: the debit has come to its end, which is told by another e-mail.
  if (!sale || payment.status !== 'processing') return { outcome: 'over' }
  if (wasProcessed(payment.metadata, event)) return { outcome: 'already-processed' }
  await step('write to the customer', () =>
    ctx.mail.send(debitBegun({ payment, sale, config: ctx.config }))
  )
  await markProcessed(step, payment.metadata, event, (mark) =>
    ctx.stripe.updateMetadata(payment.id, mark)
  )
  return { outcome: 'customer-told' }
}
