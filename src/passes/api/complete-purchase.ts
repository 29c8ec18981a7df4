/** Track 3, step 8: the page reports a payment; checks it at Stripe and starts the pass workflow. */

import { requireClientSecret } from '../../clients/stripe/client-secret.ts'
import { type Payment, receiptUrl } from '../../clients/stripe/payments.ts'
import { workflowId } from '../../core/ids.ts'
import { Refusal } from '../../core/refusals.ts'
import { isSameSecret, publicMemberId } from '../../core/secrets.ts'
import type { PassContext } from '../context.ts'
import type { CompletePurchase } from '../contract.ts'
import { requireProduct } from '../for-sale.ts'
import { log } from '../log.ts'
import { parsePassPurchase } from '../purchase.ts'

/** How long the request waits for the workflow before it answers `working`. */
const MAX_WAIT_MS = 8_000

/** @throws Refusal `invalid-product`, `unknown-payment`, `not-paid` */
export async function completePurchase(ctx: PassContext, request: CompletePurchase) {
  const product = requireProduct(request.slug)
  // Refuse a client secret: it has more underscores than a payment id.
  if (!/^pi_[A-Za-z0-9]+$/.test(request.paymentIntentId)) throw new Refusal('unknown-payment')
  const payment = await ctx.stripe.getPayment(request.paymentIntentId)
  const sale = payment && parsePassPurchase(payment, request.customerName)
  if (!sale || sale.slug !== product.slug) throw new Refusal('unknown-payment')
  const memberId = await publicMemberId(sale.memberId, requireClientSecret(payment))
  if (!(await isSameSecret(memberId, request.memberId))) throw new Refusal('unknown-payment')

  if (payment.status === 'processing') return { outcome: 'pending' as const }
  if (payment.status !== 'succeeded') throw new Refusal('not-paid')
  if (payment.metadata.outcome) return responseFor(payment, payment.metadata.pass_date)

  const isNew = await ctx.workflows.start(workflowId(payment.id), {
    kind: 'grant-pass',
    paymentId: payment.id,
    snapshot: { object: payment, atMs: ctx.now() },
    ...(request.customerName ? { fallbackName: request.customerName } : {}),
  })
  if (isNew) log.workflowStarted(payment.id, 'page')
  const result = await ctx.attempt(sale.attemptId).waitForResult([payment.id], MAX_WAIT_MS)
  return responseFor(payment, result?.passDate, result !== null)
}

function responseFor(
  payment: Payment,
  passDate: string | undefined,
  granted = payment.metadata.outcome === 'granted'
) {
  const url = receiptUrl(payment)
  return {
    outcome: granted ? ('granted' as const) : ('working' as const),
    ...(granted && passDate ? { passDate } : {}),
    ...(url ? { receiptUrl: url } : {}),
  }
}
