/** Letters that MailerSend did not take while a sale was being served, written when it takes them again. */

import { isRefunded } from '../../clients/stripe/payments.ts'
import type { Step } from '../../core/workflow.ts'
import { SENT_LATE, UNSENT, writeAll } from '../../payments/emails/unsent.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import * as customer from '../emails/customer.ts'
import * as letters from '../emails/team.ts'
import { parsePassPurchase } from '../purchase.ts'

export async function sendUnsentPassEmails(
  step: Step,
  ctx: PassContext,
  { paymentId }: PassWorkflowParams<'unsent-pass-emails'>
) {
  const payment = await step('read the payment', () => ctx.stripe.getPayment(paymentId))
  const sale = payment && parsePassPurchase(payment)
  if (!sale || payment.metadata.emails !== UNSENT.emails) return { outcome: 'nothing to write' }
  // Refunded since: what she has to know then stands in another letter.
  if (isRefunded(payment)) return { outcome: 'nothing to write' }
  const {
    pass_date: day = sale.passDate,
    pass_id: pass = '',
    pass_member_id: member = '',
  } = payment.metadata
  const about = { payment, sale, config: ctx.config }
  await writeAll(step, ctx, [
    customer.purchaseConfirmation(about, day),
    letters.teamNotification(about, day, { pass, member }),
  ])
  await step('write that they are sent', async () => {
    await ctx.stripe.updateMetadata(payment.id, SENT_LATE)
    return true
  })
  return { outcome: 'written' }
}
