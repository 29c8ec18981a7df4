/** Handles refunds and disputes of bookings: a full refund cancels the booking; the team is notified. */

import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { workflowId } from '../../core/ids.ts'
import type { Step } from '../../core/workflow.ts'
import { sendingOnce } from '../../payments/emails/send-once.ts'
import { markProcessed, wasProcessed } from '../../payments/processed-events.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import { type PaidBooking, parseBooking, remainingSlots } from '../booking.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { bookingPartlyRefunded, bookingRefunded } from '../emails/customer.ts'
import { disputeNotice } from '../emails/team.ts'
import { partlyRefunded, refundedTeam } from '../emails/team-refunds.ts'
import { log } from '../log.ts'
import { isRefundReason } from '../rules/refund-reasons.ts'
import { alertUndeleted, cancelDays, cancelNamedDays } from './cancel-days.ts'

/** Each refund and each dispute has its own workflow. Its e-mails are retried like all required steps. */
export async function handleBookingRefundOrDispute(
  step: Step,
  ctx: BookingContext,
  { event }: BookingWorkflowParams<'booking-refund-or-dispute'>
): Promise<{ outcome: string }> {
  const payment = await step('read the payment', () => ctx.stripe.getPayment(event.paymentId))
  const sale = payment && parseBooking(payment)
  if (!sale || payment.status !== 'succeeded') return { outcome: 'not-ours' }
  if (wasProcessed(payment.metadata, event)) return { outcome: 'already-processed' }
  const booking = { payment, sale, config: ctx.config }
  const mail = sendingOnce(ctx.mail, ctx.attempt(sale.attemptId))
  const outcome = await handle(step, { ...ctx, mail }, booking, event)
  if (outcome === 'own-refund') return { outcome }
  await markProcessed(step, payment.metadata, event, (mark) =>
    ctx.stripe.updateMetadata(payment.id, mark)
  )
  return { outcome }
}

async function handle(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking,
  event: RefundOrDispute
): Promise<'own-refund' | 'notified' | 'cancelled'> {
  if (event.type === 'refunded') return followRefund(step, ctx, booking, event)
  log.refundOrDisputeReceived(booking.payment.id, event.type, event.cents)
  const refunds = await step('read the refunds', () => ctx.stripe.listRefunds(event.paymentId))
  await step('write to the team', () => ctx.mail.send(disputeNotice(booking, event, refunds)))
  return 'notified'
}

async function followRefund(
  step: Step,
  ctx: BookingContext,
  initial: PaidBooking,
  event: RefundOrDispute
): Promise<'own-refund' | 'notified' | 'cancelled'> {
  const payment = await waitForOutcome(step, ctx, initial.payment)
  if (isOwnRefund(payment)) return 'own-refund'
  const booking = { ...initial, payment }
  log.refundOrDisputeReceived(payment.id, event.type, event.cents)
  if (!isRefunded(payment)) {
    const days = await cancelNamedDays(step, ctx, booking)
    await step('write to the customer', () =>
      ctx.mail.send(bookingPartlyRefunded(booking, event, days, ctx.now()))
    )
    await step('write to the team', () => ctx.mail.send(partlyRefunded(booking, event, days)))
    await alertUndeleted(step, ctx, booking, days.undeleted)
    return 'notified'
  }
  return cancelBooking(step, ctx, booking, event)
}

/** Waits until the payment's own workflow has written the outcome; until then it may still create events. */
async function waitForOutcome(step: Step, ctx: BookingContext, payment: Payment): Promise<Payment> {
  const hasOutcome = (one: Payment) => one.metadata.outcome !== undefined || isOwnRefund(one)
  if (hasOutcome(payment)) return payment
  await step('start booking workflow', () =>
    ctx.workflows.start(workflowId(payment.id), { kind: 'book-room', paymentId: payment.id })
  )
  return step('wait for booking workflow', async () => {
    const now = await ctx.stripe.getPayment(payment.id)
    if (!now || !hasOutcome(now)) throw new Error('the booking workflow is still running')
    return now
  })
}

/** Whether the booking workflow made this refund. It has sent its own e-mails. */
export function isOwnRefund({ metadata }: Payment): boolean {
  const reason = metadata.refund_reason ?? ''
  return metadata.outcome === 'refunded' || (isRefundReason(reason) && reason !== 'by-hand')
}

/** Cancels the days to come. Days that have started stay booked. */
async function cancelBooking(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking,
  event: RefundOrDispute
): Promise<'cancelled'> {
  const { payment } = booking
  await step('write refund reason', () =>
    ctx.stripe.updateMetadata(payment.id, {
      refund_reason: 'by-hand',
      refund_cents: String(event.cents),
    })
  )
  const { freed, undeleted } = await cancelDays(step, ctx, booking, remainingSlots(booking))
  await step('write to the customer', () =>
    ctx.mail.send(bookingRefunded(booking, 'by-hand', event.cents, ctx.now()))
  )
  await step('write to the team', () =>
    ctx.mail.send(refundedTeam(booking, event, { freed, undeleted }))
  )
  await alertUndeleted(step, ctx, booking, undeleted)
  return 'cancelled'
}
