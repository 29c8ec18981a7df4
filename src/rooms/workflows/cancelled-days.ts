/** Staff named, in a refund that was made before, which days it cancels. */

import { isRefunded } from '../../clients/stripe/payments.ts'
import type { Step } from '../../core/workflow.ts'
import { sendingOnce } from '../../payments/emails/send-once.ts'
import { wasProcessed } from '../../payments/processed-events.ts'
import { refundFromPayment } from '../../payments/refund-events.ts'
import { parseBooking } from '../booking.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { daysCancelled } from '../emails/customer.ts'
import * as team from '../emails/team-refunds.ts'
import { alertUndeleted, cancelNamedDays } from './cancel-days.ts'
import { isOwnRefund } from './refund-or-dispute.ts'

/** A refund that names its days when it is made is handled by its own workflow, before this one. */
export async function handleCancelledDays(
  step: Step,
  ctx: BookingContext,
  { paymentId }: BookingWorkflowParams<'booking-days-cancelled'>
): Promise<{ outcome: string }> {
  const payment = await step('wait for the refund’s workflow', async () => {
    const current = await ctx.stripe.getPayment(paymentId)
    const refund = current && refundFromPayment(current)
    if (refund && !isOwnRefund(current) && !wasProcessed(current.metadata, refund))
      throw new Error('the workflow of the refund is still running')
    return current
  })
  const sale = payment && parseBooking(payment)
  const refund = payment && refundFromPayment(payment)
  if (!sale || !refund || isOwnRefund(payment) || isRefunded(payment))
    return { outcome: 'nothing-to-cancel' }
  const booking = { payment, sale, config: ctx.config }
  const mail = sendingOnce(ctx.mail, ctx.attempt(sale.attemptId))
  const days = await cancelNamedDays(step, ctx, booking)
  if (days.freed.length + days.begun.length + days.unknown.length === 0)
    return { outcome: 'nothing-to-cancel' }
  if (days.freed.length > 0)
    await step('write to the customer', () =>
      mail.send(daysCancelled(booking, refund, days, ctx.now()))
    )
  await step('write to the team', () => mail.send(team.daysCancelled(booking, refund, days)))
  await alertUndeleted(step, { ...ctx, mail }, booking, days.undeleted)
  return { outcome: 'cancelled' }
}
