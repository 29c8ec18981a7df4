/** Handles refunds and disputes of bookings: a full refund cancels the booking; the team is notified. */

import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { workflowId } from '../../core/ids.ts'
import { type Step, tryStep } from '../../core/workflow.ts'
import { sendingOnce } from '../../payments/emails/send-once.ts'
import { markProcessed, wasProcessed } from '../../payments/processed-events.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import { type PaidBooking, parseBooking } from '../booking.ts'
import { cancelEvents, MAX_AT_ONCE } from '../calendar-events.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { bookingPartlyRefunded, bookingRefunded } from '../emails/customer.ts'
import type { FreedDay } from '../emails/team.ts'
import * as team from '../emails/team.ts'
import { findEvent } from '../find-event.ts'
import { log } from '../log.ts'
import { isRefundReason } from '../rules/refund-reasons.ts'
import { intervalOf, type Slot } from '../rules/slots.ts'
import { intervalOfEvent } from '../staff-edits.ts'

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
  await step('write to the team', () => ctx.mail.send(team.disputeNotice(booking, event, refunds)))
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
    await step('write to the customer', () => ctx.mail.send(bookingPartlyRefunded(booking, event)))
    await step('write to the team', () => ctx.mail.send(team.partlyRefunded(booking, event)))
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
function isOwnRefund({ metadata }: Payment): boolean {
  const reason = metadata.refund_reason ?? ''
  return metadata.outcome === 'refunded' || (isRefundReason(reason) && reason !== 'by-hand')
}

/** Deletes the events of future days and releases these days. Days that have started stay booked. */
async function cancelBooking(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking,
  event: RefundOrDispute
): Promise<'cancelled'> {
  const { payment, sale } = booking
  const places = await findPlaces(step, ctx, booking)
  const freed = await step('read future days', async () =>
    places.filter(({ interval }) => interval.fromMs > ctx.now())
  )
  await step('write refund reason', () =>
    ctx.stripe.updateMetadata(payment.id, {
      refund_reason: 'by-hand',
      refund_cents: String(event.cents),
    })
  )
  const undeleted = await cancelEvents(step, ctx, booking, freed)
  await step('release the days', async () => {
    for (const { slot } of freed) await ctx.room(sale.room).releaseDay(sale.attemptId, slot.date)
  })
  await step('write to the customer', () =>
    ctx.mail.send(bookingRefunded(booking, 'by-hand', event.cents, ctx.now()))
  )
  await step('write to the team', () =>
    ctx.mail.send(team.refundedTeam(booking, event, { freed, undeleted }))
  )
  if (undeleted.length === 0) return 'cancelled'
  await step('alert the team: events left', () =>
    ctx.mail.send(team.undeletedEventsAlert(booking, undeleted))
  )
  throw new Error('events are left in the calendar')
}

/** Where each day's event stands; where that cannot be found out or it is gone, where it was sold. */
async function findPlaces(
  step: Step,
  ctx: BookingContext,
  { payment, sale }: PaidBooking
): Promise<FreedDay[]> {
  const find = async (slot: Slot): Promise<FreedDay> => {
    const event = await tryStep(step, `look for event ${slot.date}`, () =>
      findEvent(ctx, sale.room, payment.id, slot.date)
    )
    const interval = event ? intervalOfEvent(event) : intervalOf(slot)
    return { slot, room: event?.room ?? sale.room, interval }
  }
  const places: FreedDay[] = []
  for (let at = 0; at < sale.slots.length; at += MAX_AT_ONCE)
    places.push(...(await Promise.all(sale.slots.slice(at, at + MAX_AT_ONCE).map(find))))
  return places
}
