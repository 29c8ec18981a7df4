/** After a failed bank debit: ends a reduced price, and tells the customer that no pass was issued. */

import type { Step } from '../../core/workflow.ts'
import { markProcessed, wasProcessed } from '../../payments/processed-events.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { debitFailed } from '../emails/customer.ts'
import { log } from '../log.ts'
import { parsePassPurchase } from '../purchase.ts'

/** A workflow of its own, named after the charge: the same payment may have succeeded with a card since. */
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
  if (sale.promo) {
    // Its use of the code can be another customer's by now, so the reduced price is no longer payable.
    const now = await step('cancel the intent', () => ctx.stripe.cancelPayment(payment.id))
    if (now.status !== 'canceled') return { outcome: 'paid-after-all' }
  }
  await step('write to the customer', () =>
    ctx.mail.send(debitFailed({ payment, sale, config: ctx.config }, chargeId))
  )
  await markProcessed(step, payment.metadata, event, (mark) =>
    ctx.stripe.updateMetadata(payment.id, mark)
  )
  return { outcome: 'customer-told' }
}
