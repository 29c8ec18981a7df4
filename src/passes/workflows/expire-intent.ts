/** Cancels the unpaid intent of a pass, and gives back the use of a code that it had reserved. */
import type { Step } from '../../core/workflow.ts'
import { expireIntent } from '../../payments/intent-expiry.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { parsePassPurchase } from '../purchase.ts'

export function expirePassIntent(
  step: Step,
  ctx: PassContext,
  params: PassWorkflowParams<'pass-intent-expired'>
): Promise<{ outcome: string }> {
  const { intentId, attemptId } = params
  return expireIntent(step, ctx, params, async () => {
    const payment = await ctx.stripe.getPayment(intentId)
    const promo = payment && parsePassPurchase(payment)?.promo
    if (promo) await ctx.promo(promo.couponId).release(attemptId)
  })
}
