/**
 * Judges a code for first purchases again, once it is paid: the customer may have paid for something else
 * since the price was agreed. The pass stays; the team decides about the difference.
 */
import { type Step, tryStep } from '../../core/workflow.ts'
import type { PassContext } from '../context.ts'
import { notFirstTimeAlert } from '../emails/team.ts'
import type { PaidPass } from '../purchase.ts'

export async function checkFirstTime(step: Step, ctx: PassContext, paid: PaidPass): Promise<void> {
  const { payment, sale } = paid
  if (!payment.metadata.promo_first_time) return
  const found = await tryStep(step, 'look for an earlier purchase', async () => ({
    first: await ctx.stripe.firstPaymentOf(sale.email),
  }))
  const first = found?.first
  if (!first || first.id === payment.id) return
  await step('alert the team: not a first purchase', () =>
    ctx.mail.send(notFirstTimeAlert(paid, first.id))
  )
}
