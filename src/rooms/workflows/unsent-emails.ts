/** Letters about a booking that MailerSend did not take at the time, written when it takes them again. */

import { isRefunded } from '../../clients/stripe/payments.ts'
import type { Step } from '../../core/workflow.ts'
import { parseBooking } from '../booking.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { bookingConfirmation, bookingRefunded } from '../emails/customer.ts'
import { bookingNotification, refundNotification } from '../emails/team.ts'
import { isRefundReason } from '../rules/refund-reasons.ts'

export async function sendUnsentBookingEmails(
  step: Step,
  ctx: BookingContext,
  { paymentId }: BookingWorkflowParams<'unsent-booking-emails'>
) {
  const payment = await step('read the payment', () => ctx.stripe.getPayment(paymentId))
  const sale = payment && parseBooking(payment)
  if (!sale || payment.metadata.emails !== 'unsent') return { outcome: 'nothing to write' }
  // Refunded since: what she has to know then stands in another letter.
  if (payment.metadata.outcome === 'confirmed' && isRefunded(payment))
    return { outcome: 'nothing to write' }
  const { refund_reason: why = '', refund_cents: cents, event_ids: ids = '' } = payment.metadata
  const about = { payment, sale, config: ctx.config }
  const refundCents = Number(cents) || payment.amountCents
  const letters = isRefundReason(why)
    ? [
        bookingRefunded(about, why, refundCents, ctx.now()),
        refundNotification(about, why, refundCents),
      ]
    : [bookingConfirmation(about, ctx.now()), bookingNotification(about, ids.split(','))]
  for (const [nth, letter] of letters.entries())
    await step(`write letter ${nth + 1}`, () => ctx.mail.send(letter))
  await step('write that they are sent', async () => {
    await ctx.stripe.updateMetadata(payment.id, { emails: 'sent late' })
    return true
  })
  return { outcome: 'written' }
}
