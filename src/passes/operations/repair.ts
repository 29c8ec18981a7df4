/** Plans the repair of a day pass. */
import { isRefunded } from '../../clients/stripe/payments.ts'
import { workflowId } from '../../core/ids.ts'
import { formatDay } from '../../core/time.ts'
import { outcomeMessage, type RepairPlan } from '../../operations/repair.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { parsePassPurchase, passDayOf } from '../purchase.ts'
import { hasExpired } from '../rules/pass-day.ts'

export async function repairPlanForPass(
  ctx: PassContext,
  id: string
): Promise<RepairPlan<PassWorkflowParams> | null> {
  const payment = await ctx.stripe.getPayment(id)
  const sale = payment && parsePassPurchase(payment)
  if (!sale) return null
  const nowMs = ctx.now()
  const day = passDayOf({ payment, sale, config: ctx.config }, nowMs)
  const buyer = `${sale.customerName} (${sale.email})`
  const passWrites = [
    `OfficeRnD: member ${buyer}, if there is none`,
    `OfficeRnD: day pass for ${formatDay(day)}, unless the member has one that no other payment claims`,
    `MailerSend: confirmation to ${sale.email}, notification to the team`,
  ]
  const expiredWrites = [
    `No pass: ${formatDay(day)} is over`,
    `MailerSend: an apology to ${sale.email}, and an alert to the team`,
  ]
  const writes = isRefunded(payment) ? [] : hasExpired(day, nowMs) ? expiredWrites : passWrites
  const notPaid = payment.status === 'succeeded' ? null : `It is not paid (${payment.status}).`
  return {
    workflowId: workflowId(id),
    params: { kind: 'grant-pass', paymentId: id },
    alreadyDone: outcomeMessage(payment.metadata) ?? notPaid,
    plannedWrites: [...writes, `Stripe: the outcome on ${id}`],
    note: (metadata) => ctx.stripe.updateMetadata(id, metadata),
  }
}
