/** Track 3, step 8: the page says that she has paid; Stripe is asked, and her run is started. */
import type { Payment } from '../../clients/stripe/payments.ts'
import { runId } from '../../core/ids.ts'
import { events } from '../../core/log.ts'
import { Refusal } from '../../core/refusals.ts'
import type { World } from '../../payments/context.ts'
import { productNamed } from '../for-sale.ts'
import { saleOf } from '../purchase.ts'

export interface CompletionOrder {
  slug: string
  memberId: string
  paymentIntentId: string
  customerName?: string | undefined
}

/** How long the page waits for the run before it is told that we are still working. */
const PATIENCE_MS = 8_000

/** @throws Refusal `invalid-product`, `unknown-payment`, `not-paid` */
export async function completePurchase(world: World, order: CompletionOrder) {
  const product = productNamed(order.slug)
  // A payment's id has no underscore but its first: a client secret is not looked up.
  if (!/^pi_[A-Za-z0-9]+$/.test(order.paymentIntentId)) throw new Refusal('unknown-payment')
  const payment = await world.stripe.payment(order.paymentIntentId)
  const sale = payment && saleOf(payment, order.customerName)
  if (!sale || sale.slug !== product.slug || sale.memberId !== order.memberId)
    throw new Refusal('unknown-payment')

  if (payment.status === 'processing') return { outcome: 'pending' as const }
  if (payment.status !== 'succeeded') throw new Refusal('not-paid')
  if (payment.metadata.outcome) return answerOf(payment, payment.metadata.pass_date)

  await world.runs.start(runId(payment.id), {
    kind: 'grant-pass',
    paymentId: payment.id,
    seen: { object: payment, atMs: world.now() },
    ...(order.customerName ? { fallbackName: order.customerName } : {}),
  })
  events.runStarted(payment.id, 'page')
  const told = await world.attempt(sale.attemptId).hear([payment.id], PATIENCE_MS)
  return answerOf(payment, told?.passDate, told !== null)
}

function answerOf(
  { metadata, charge }: Payment,
  passDate: string | undefined,
  granted = metadata.outcome === 'granted'
) {
  const receiptUrl = charge?.receipt?.url
  return {
    outcome: granted ? ('granted' as const) : ('working' as const),
    ...(granted && passDate ? { passDate } : {}),
    ...(receiptUrl ? { receiptUrl } : {}),
  }
}
