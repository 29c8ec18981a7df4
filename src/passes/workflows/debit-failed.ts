/** A bank debit that was under way has failed: nothing was issued, and the customer is told. */
import { events } from '../../core/log.ts'
import type { Order, Step } from '../../core/workflow.ts'
import type { World } from '../../payments/context.ts'
import { wasHeard, writeHeard } from '../../payments/processed-events.ts'
import { debitFailed } from '../emails/customer.ts'
import { saleOf } from '../purchase.ts'

/** A run of its own, named after the payment: the same payment may still succeed with a card. */
export async function tellDebitFailed(
  step: Step,
  world: World,
  { paymentId, chargeId }: Order<'debit-failed'>
): Promise<{ outcome: string }> {
  const payment = await step('read the payment', async () => {
    const found = await world.stripe.payment(paymentId)
    if (!found) throw new Error('no such payment')
    return found
  })
  const sale = saleOf(payment)
  if (!sale || payment.status === 'succeeded') return { outcome: 'paid-after-all' }
  const news = { what: 'debit-failed', objectId: chargeId }
  if (wasHeard(payment.metadata, news)) return { outcome: 'heard before' }
  events.debitFailed(payment.id)
  await step('write to the customer', () =>
    world.mail.send(debitFailed({ payment, sale, house: world.house }, chargeId))
  )
  await writeHeard(step, payment.metadata, news, (mark) => world.stripe.note(payment.id, mark))
  return { outcome: 'customer-told' }
}
