/** Letters about a booking that MailerSend did not take at the time, written when it takes them again. */
import { isRefunded } from '../../clients/stripe/payments.ts'
import type { Order, Step } from '../../core/workflow.ts'
import { bookingOf } from '../booking.ts'
import type { BookingsWorld } from '../context.ts'
import { bookingConfirmation, bookingRefunded } from '../emails/customer.ts'
import { bookingNotification, refundNotification } from '../emails/team.ts'
import { isRefundReason } from '../rules/refund-reasons.ts'

export async function writeLateBookingLetters(
  step: Step,
  world: BookingsWorld,
  { paymentId }: Order<'late-booking-letters'>
) {
  const payment = await step('read the payment', () => world.stripe.payment(paymentId))
  const sale = payment && bookingOf(payment)
  if (!sale || payment.metadata.letter !== 'unsent') return { outcome: 'nothing to write' }
  // Refunded since: what she has to know then stands in another letter.
  if (payment.metadata.outcome === 'confirmed' && isRefunded(payment))
    return { outcome: 'nothing to write' }
  const { refund_reason: why = '', refund_cents: cents, event_ids: ids = '' } = payment.metadata
  const about = { payment, sale, house: world.house }
  const refundCents = Number(cents) || payment.amountCents
  const letters = isRefundReason(why)
    ? [
        bookingRefunded(about, why, refundCents, world.now()),
        refundNotification(about, why, refundCents),
      ]
    : [bookingConfirmation(about, world.now()), bookingNotification(about, ids.split(','))]
  for (const [nth, letter] of letters.entries())
    await step(`write letter ${nth + 1}`, () => world.mail.send(letter))
  await step('write that they are sent', async () => {
    await world.stripe.note(payment.id, { letter: 'sent late' })
    return true
  })
  return { outcome: 'written' }
}
