/** Sends the e-mails that MailerSend did not accept during the sale's own workflow. */

import { isRefunded } from '../../clients/stripe/payments.ts'
import type { Step } from '../../core/workflow.ts'
import { SENT_LATE, sendAll, UNSENT } from '../../payments/emails/unsent.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import * as customer from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { parsePassPurchase } from '../purchase.ts'

export async function sendUnsentPassEmails(
  step: Step,
  ctx: PassContext,
  { paymentId }: PassWorkflowParams<'unsent-pass-emails'>
) {
  const payment = await step('read the payment', () => ctx.stripe.getPayment(paymentId))
  const sale = payment && parsePassPurchase(payment)
  if (!sale || payment.metadata.emails !== UNSENT.emails) return { outcome: 'nothing to write' }
  // Refunded meanwhile: the customer gets the refund e-mail instead.
  if (isRefunded(payment)) return { outcome: 'nothing to write' }
  const {
    pass_date: day = sale.passDate,
    pass_id: pass = '',
    pass_member_id: member = '',
    pass_member_name: sharedWith = null,
  } = payment.metadata
  const paid = { payment, sale, config: ctx.config }
  await sendAll(step, ctx, [
    ...customer.purchaseEmails(paid, day, sharedWith),
    team.teamNotification(paid, day, { pass, member, sharedWith }),
  ])
  await step('record that e-mails were sent', () =>
    ctx.stripe.updateMetadata(payment.id, SENT_LATE)
  )
  return { outcome: 'written' }
}
