/** Track 3, step 8: the page says that she has paid; Stripe is asked, and her run is started. */

import type { Payment } from '../../clients/stripe/payments.ts'
import { workflowId } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import { Refusal } from '../../core/refusals.ts'
import type { PassContext } from '../context.ts'
import { requireProduct } from '../for-sale.ts'
import { parsePassPurchase } from '../purchase.ts'

export interface CompletionOrder {
  slug: string
  memberId: string
  paymentIntentId: string
  customerName?: string | undefined
}

/** How long the page waits for the run before it is told that we are still working. */
const PATIENCE_MS = 8_000

/** @throws Refusal `invalid-product`, `unknown-payment`, `not-paid` */
export async function completePurchase(ctx: PassContext, order: CompletionOrder) {
  const product = requireProduct(order.slug)
  // A payment's id has no underscore but its first: a client secret is not looked up.
  if (!/^pi_[A-Za-z0-9]+$/.test(order.paymentIntentId)) throw new Refusal('unknown-payment')
  const payment = await ctx.stripe.getPayment(order.paymentIntentId)
  const sale = payment && parsePassPurchase(payment, order.customerName)
  if (!sale || sale.slug !== product.slug || sale.memberId !== order.memberId)
    throw new Refusal('unknown-payment')

  if (payment.status === 'processing') return { outcome: 'pending' as const }
  if (payment.status !== 'succeeded') throw new Refusal('not-paid')
  if (payment.metadata.outcome) return answerOf(payment, payment.metadata.pass_date)

  await ctx.workflows.start(workflowId(payment.id), {
    kind: 'grant-pass',
    paymentId: payment.id,
    snapshot: { object: payment, atMs: ctx.now() },
    ...(order.customerName ? { fallbackName: order.customerName } : {}),
  })
  log.workflowStarted(payment.id, 'page')
  const told = await ctx.attempt(sale.attemptId).waitForResult([payment.id], PATIENCE_MS)
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
