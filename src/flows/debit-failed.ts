/** A bank debit that was under way has failed: nothing was issued, and the customer is told. */
import { events } from './events.ts'
import { wasHeard, writeHeard } from './heard.ts'
import { debitFailed } from './letters.ts'
import type { Order } from './runs.ts'
import { saleOf } from './sale.ts'
import type { Step } from './step.ts'
import type { World } from './world.ts'

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
