/** Sends the e-mails of a booking that could not be sent at the time. */

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
  // Refunded since then: the refund has its own e-mails.
  if (payment.metadata.outcome === 'confirmed' && isRefunded(payment))
    return { outcome: 'nothing to write' }
  const { refund_reason: reason = '', refund_cents: cents, event_ids: ids = '' } = payment.metadata
  const booking = { payment, sale, config: ctx.config }
  const refundCents = Number(cents) || payment.amountCents
  const emails = isRefundReason(reason)
    ? [
        bookingRefunded(booking, reason, refundCents, ctx.now()),
        refundNotification(booking, reason, refundCents),
      ]
    : [bookingConfirmation(booking, ctx.now()), bookingNotification(booking, ids.split(','))]
  for (const [index, email] of emails.entries())
    await step(`send email ${index + 1}`, () => ctx.mail.send(email))
  await step('record that emails are sent', () =>
    ctx.stripe.updateMetadata(payment.id, { emails: 'sent late' })
  )
  return { outcome: 'written' }
}
