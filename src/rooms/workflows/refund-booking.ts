/** Undoes a paid booking: refunds first, then deletes its calendar events by their deterministic ids. */

import type { Refund } from '../../clients/stripe/refunds.ts'
import { type Step, tryStep } from '../../core/workflow.ts'
import type { PaidBooking } from '../booking.ts'
import { cancelEvents, type UndeletedEvent } from '../calendar-events.ts'
import type { BookingContext } from '../context.ts'
import { bookingRefunded } from '../emails/customer.ts'
import {
  bookingAlertResolvedEmail,
  refundNotification,
  undeletedEventsAlert,
} from '../emails/team.ts'
import { log } from '../log.ts'
import type { RefundReason } from '../rules/refund-reasons.ts'

/** @throws when events stay in the calendar. The customer is refunded, and the team is alerted. */
export async function refundBooking(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking,
  why: RefundReason
): Promise<{ outcome: string }> {
  const { payment, sale } = booking
  const refund = await step('refund in full', () => ctx.stripe.refundAll(payment, why))
  log.bookingRefunded(payment.id, refund.id, refund.cents, why)
  await step('write refund reason', () =>
    ctx.stripe.updateMetadata(payment.id, {
      refund_reason: why,
      refund_id: refund.id,
      refund_cents: String(refund.cents),
    })
  )
  const sent = await sendEmails(step, ctx, booking, why, refund)

  // The attempt's claim may belong to another payment, which stays.
  const owner = await step('read room owner', () =>
    ctx.attempt(sale.attemptId).claim('booking', payment.id)
  )
  if (owner === payment.id) await releaseRoom(step, ctx, booking)
  return finish(step, ctx, booking, sent)
}

async function releaseRoom(step: Step, ctx: BookingContext, booking: PaidBooking): Promise<void> {
  const { room, attemptId } = booking.sale
  const undeleted = await cancelBookedDays(step, ctx, booking)
  if (undeleted.length > 0) {
    await step('alert the team: events left', () =>
      ctx.mail.send(undeletedEventsAlert(booking, undeleted))
    )
    throw new Error('events are left in the calendar')
  }
  await step('release the room', () => ctx.room(room).release(attemptId))
}

/** Deletes every event that may have been created, not only those of the days that the ledger still lists. */
async function cancelBookedDays(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking
): Promise<UndeletedEvent[]> {
  const { payment, sale } = booking
  const days = await step('read which events may exist', () =>
    ctx.room(sale.room).eventDays(sale.attemptId)
  )
  if (days.length === 0) return []
  if (sale.slots.length > 1) log.cleanupStarted(payment.id, sale.slots.length)
  const slots = sale.slots.filter(({ date }) => days.includes(date))
  const places = slots.map((slot) => ({ slot, room: sale.room }))
  return cancelEvents(step, ctx, booking, places)
}

async function sendEmails(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking,
  why: RefundReason,
  { cents }: Refund
): Promise<boolean> {
  const [customer, team] = await Promise.all([
    tryStep(step, 'write to the customer', () =>
      ctx.mail.send(bookingRefunded(booking, why, cents, ctx.now()))
    ),
    tryStep(step, 'write to the team', () =>
      ctx.mail.send(refundNotification(booking, why, cents))
    ),
  ])
  if (!customer) log.emailFailed(booking.payment.id, 'customer')
  if (!team) log.emailFailed(booking.payment.id, 'team')
  return customer !== null && team !== null
}

async function finish(step: Step, ctx: BookingContext, booking: PaidBooking, sent: boolean) {
  const { id } = booking.payment
  const alerted = await step('write the outcome', async () => {
    const written = await ctx.stripe.updateMetadata(id, {
      outcome: 'refunded',
      outcome_at: new Date(ctx.now()).toISOString(),
      ...(sent ? {} : { emails: 'unsent' }),
    })
    return Boolean(written.metadata.alerted_at)
  })
  log.bookingOutcome(id, 'refunded')
  if (alerted)
    await tryStep(
      step,
      'alert resolved',
      () => ctx.mail.send(bookingAlertResolvedEmail(booking, 'refunded')),
      'required'
    )
  return { outcome: 'refunded' }
}
