/** Money of a booking that went back, or was asked back: the room follows the money, the team is told. */

import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { workflowId } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import type { Step } from '../../core/workflow.ts'
import { markProcessed, wasProcessed } from '../../payments/processed-events.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import { type PaidBooking, parseBooking } from '../booking.ts'
import { cancelEvents } from '../calendar-events.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { bookingRefunded } from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { disputeNotice, partlyRefunded, undeletedEventsAlert } from '../emails/team.ts'
import { isRefundReason } from '../rules/refund-reasons.ts'
import { intervalOf, type Slot } from '../rules/slots.ts'

/** A run of its own for each refund and each dispute; every letter here is tried until it is sent. */
export async function handleBookingRefundOrDispute(
  step: Step,
  ctx: BookingContext,
  { event }: BookingWorkflowParams<'booking-refund-or-dispute'>
): Promise<{ outcome: string }> {
  const payment = await step('read the payment', () => ctx.stripe.getPayment(event.paymentId))
  const sale = payment && parseBooking(payment)
  if (!sale || payment.status !== 'succeeded') return { outcome: 'not-ours' }
  if (wasProcessed(payment.metadata, event)) return { outcome: 'already-processed' }
  const about = { payment, sale, config: ctx.config }
  const outcome = await handle(step, ctx, about, event)
  if (outcome === 'ours') return { outcome }
  await markProcessed(step, payment.metadata, event, (mark) =>
    ctx.stripe.updateMetadata(payment.id, mark)
  )
  return { outcome }
}

async function handle(
  step: Step,
  ctx: BookingContext,
  about: PaidBooking,
  event: RefundOrDispute
): Promise<'ours' | 'told' | 'freed'> {
  if (event.type === 'refunded') return followRefund(step, ctx, about, event)
  log.refundOrDisputeReceived(about.payment.id, event.type, event.cents)
  await step('write to the team', () => ctx.mail.send(disputeNotice(about, event)))
  return 'told'
}

async function followRefund(
  step: Step,
  ctx: BookingContext,
  early: PaidBooking,
  event: RefundOrDispute
): Promise<'ours' | 'told' | 'freed'> {
  const payment = await waitForOutcome(step, ctx, early.payment)
  if (isOwnRefund(payment)) return 'ours'
  const about = { ...early, payment }
  log.refundOrDisputeReceived(payment.id, event.type, event.cents)
  if (!isRefunded(payment)) {
    await step('write to the team', () => ctx.mail.send(partlyRefunded(about, event)))
    return 'told'
  }
  return cancelBooking(step, ctx, about, event)
}

/** The payment once its own run has said what became of it: until then it may be booking. */
async function waitForOutcome(step: Step, ctx: BookingContext, payment: Payment): Promise<Payment> {
  const isDecided = (one: Payment) => one.metadata.outcome !== undefined || isOwnRefund(one)
  if (isDecided(payment)) return payment
  await step('start its run', async () => {
    await ctx.workflows.start(workflowId(payment.id), { kind: 'book-room', paymentId: payment.id })
    return true
  })
  return step('wait for its run', async () => {
    const now = await ctx.stripe.getPayment(payment.id)
    if (!now || !isDecided(now)) throw new Error('its own run is at work')
    return now
  })
}

/** Given back by the run of the booking itself, which has told everybody. */
function isOwnRefund({ metadata }: Payment): boolean {
  const why = metadata.refund_reason ?? ''
  return metadata.outcome === 'refunded' || (isRefundReason(why) && why !== 'by-hand')
}

/** The days to come are free again; those that are over were used, and stay. */
async function cancelBooking(
  step: Step,
  ctx: BookingContext,
  about: PaidBooking,
  event: RefundOrDispute
): Promise<'freed'> {
  const { payment, sale } = about
  const toCome = await step('see which days are to come', async () =>
    sale.slots.filter((slot) => intervalOf(slot).fromMs > ctx.now())
  )
  await step('write that it was given back', async () => {
    await ctx.stripe.updateMetadata(payment.id, {
      refund_reason: 'by-hand',
      refund_cents: String(event.cents),
    })
    return true
  })
  const orphans = await cancelEvents(step, ctx, about, toCome)
  await step('free the room', () => releaseDays(ctx, about, toCome))
  await step('write to the customer', () =>
    ctx.mail.send(bookingRefunded(about, 'by-hand', event.cents, ctx.now()))
  )
  await step('write to the team', () => ctx.mail.send(team.refundedTeam(about, event, toCome)))
  if (orphans.length === 0) return 'freed'
  await step('tell the team what is left', () =>
    ctx.mail.send(undeletedEventsAlert(about, orphans))
  )
  throw new Error('events are left in the calendar')
}

async function releaseDays(
  ctx: BookingContext,
  { sale }: PaidBooking,
  slots: readonly Slot[]
): Promise<true> {
  for (const { date } of slots) await ctx.room(sale.room).releaseDay(sale.attemptId, date)
  return true
}
