/** Tells the customer that a bank debit failed and that no pass was issued. */

import type { Step } from '../../core/workflow.ts'
import { markProcessed, wasProcessed } from '../../payments/processed-events.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { debitFailed } from '../emails/customer.ts'
import { log } from '../log.ts'
import { parsePassPurchase } from '../purchase.ts'

/** A workflow of its own, named after the charge: the same payment may still succeed with a card. */
export async function notifyDebitFailed(
  step: Step,
  ctx: PassContext,
  { paymentId, chargeId }: PassWorkflowParams<'debit-failed'>
): Promise<{ outcome: string }> {
  const payment = await step('read the payment', async () => {
    const found = await ctx.stripe.getPayment(paymentId)
    if (!found) throw new Error('no such payment')
    return found
  })
  const sale = parsePassPurchase(payment)
  if (!sale || payment.status === 'succeeded') return { outcome: 'paid-after-all' }
  const event = { type: 'debit-failed', objectId: chargeId }
  if (wasProcessed(payment.metadata, event)) return { outcome: 'already-processed' }
  log.debitFailed(payment.id)
  await step('write to the customer', () =>
    ctx.mail.send(debitFailed({ payment, sale, config: ctx.config }, chargeId))
  )
  await markProcessed(step, payment.metadata, event, (mark) =>
    ctx.stripe.updateMetadata(payment.id, mark)
  )
  return { outcome: 'customer-told' }
}
