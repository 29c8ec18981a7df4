/** A booking that cannot be kept: the money first, then every day of it out of the calendar, by key. */

import type { Refund } from '../../clients/stripe/refunds.ts'
import { log } from '../../core/log.ts'
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
import type { RefundReason } from '../rules/refund-reasons.ts'

/** @throws when events stay in the calendar: she has her money, and a person is told which days. */
export async function refundBooking(
  step: Step,
  ctx: BookingContext,
  about: PaidBooking,
  why: RefundReason
): Promise<{ outcome: string }> {
  const { payment, sale } = about
  const refund = await step('refund in full', () => ctx.stripe.refundAll(payment, why))
  log.bookingRefunded(payment.id, refund.id, refund.cents, why)
  await step('say why', async () => {
    await ctx.stripe.updateMetadata(payment.id, {
      refund_reason: why,
      refund_id: refund.id,
      refund_cents: String(refund.cents),
    })
    return true
  })
  const sent = await writeLetters(step, ctx, about, why, refund)

  // What this attempt has in the room may be another payment's, which stands.
  const owner = await step('see whose the room is', () =>
    ctx.attempt(sale.attemptId).claim('booking', payment.id)
  )
  if (owner === payment.id) await releaseRoom(step, ctx, about)
  return finish(step, ctx, about, sent)
}

async function releaseRoom(step: Step, ctx: BookingContext, about: PaidBooking): Promise<void> {
  const { room, attemptId } = about.sale
  const orphans = await cancelBookedDays(step, ctx, about)
  if (orphans.length > 0) {
    await step('tell the team what is left', () =>
      ctx.mail.send(undeletedEventsAlert(about, orphans))
    )
    throw new Error('events are left in the calendar')
  }
  await step('release the room', async () => {
    await ctx.room(room).release(attemptId)
    return true
  })
}

/** Every day of the request, not of what is remembered. */
async function cancelBookedDays(
  step: Step,
  ctx: BookingContext,
  about: PaidBooking
): Promise<UndeletedEvent[]> {
  const { payment, sale } = about
  const written = await step('see whether events may stand', () =>
    ctx.room(sale.room).mayHaveEvents(sale.attemptId)
  )
  if (!written) return []
  if (sale.slots.length > 1) log.cleanupStarted(payment.id, sale.slots.length)
  return cancelEvents(step, ctx, about, sale.slots)
}

async function writeLetters(
  step: Step,
  ctx: BookingContext,
  about: PaidBooking,
  why: RefundReason,
  { cents }: Refund
): Promise<boolean> {
  const [customer, team] = await Promise.all([
    tryStep(step, 'write to the customer', () =>
      ctx.mail.send(bookingRefunded(about, why, cents, ctx.now()))
    ),
    tryStep(step, 'write to the team', () => ctx.mail.send(refundNotification(about, why, cents))),
  ])
  if (!customer) log.emailFailed(about.payment.id, 'customer')
  if (!team) log.emailFailed(about.payment.id, 'team')
  return customer !== null && team !== null
}

async function finish(step: Step, ctx: BookingContext, about: PaidBooking, sent: boolean) {
  const { id } = about.payment
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
    await tryStep(step, 'write that it is resolved', () =>
      ctx.mail.send(bookingAlertResolvedEmail(about))
    )
  return { outcome: 'refunded' }
}
