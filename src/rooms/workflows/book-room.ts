/** Track 2, step 10, after she has paid: Gate 2, one event a day, letters; or all of the money back. */

import type { Payment } from '../../clients/stripe/payments.ts'
import { log } from '../../core/log.ts'
import { type Step, tryStep, useIfFresh } from '../../core/workflow.ts'
import { refundFromPayment, refundWorkflow } from '../../payments/refund-events.ts'
import { type PaidBooking, parseBooking } from '../booking.ts'
import { eventFor, MOST_AT_ONCE } from '../calendar-events.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { bookingConfirmation } from '../emails/customer.ts'
import { bookingAlertResolvedEmail, bookingNotification } from '../emails/team.ts'
import { calendarOf } from '../for-sale.ts'
import type { Slot } from '../rules/slots.ts'
import { checkCalendar, claimRoom, refundReason } from './gate-two.ts'
import { refundBooking } from './refund-booking.ts'

/**
 * The run named after a PaymentIntent that has succeeded.
 * @throws when the payment is not ours or not paid, and when a person is needed.
 */
export async function bookRoom(
  step: Step,
  ctx: BookingContext,
  order: BookingWorkflowParams<'book-room'>
): Promise<{ outcome: string }> {
  const heard = await step('read the payment', () => readPayment(ctx, order))
  if (heard.metadata.outcome) return { outcome: heard.metadata.outcome }
  const sale = parseBooking(heard)
  if (!sale || heard.status !== 'succeeded') throw new Error('not a paid booking')

  // Gate 2: the room is claimed before anything is looked at, so that of two who paid one has it.
  const early = { payment: heard, sale, config: ctx.config }
  const claimed = await claimRoom(step, ctx, early)
  const [free, payment] = await Promise.all([
    claimed ? false : tryStep(step, 'ask the calendar', () => checkCalendar(ctx, early)),
    // What a webhook tells lacks the charge, and may be old by now.
    heard.charge ? heard : step('read the payment afresh', () => read(ctx, heard.id)),
  ])
  if (payment.metadata.outcome) return { outcome: payment.metadata.outcome }
  const about = { ...early, payment }
  const why = refundReason(about, claimed, free)
  if (why) return refundBooking(step, ctx, about, why)

  // One event a day. What cannot be kept whole is given back whole.
  const eventIds = await createEvents(step, ctx, about)
  if (!eventIds) return refundBooking(step, ctx, about, 'calendar-failed')
  log.booked(payment.id, sale.room, sale.slots.length)
  await step('know that the events stand', async () => {
    const calendarId = calendarOf(ctx.config, sale.room)
    await ctx.room(sale.room).confirmEvents(sale.attemptId, payment.id, calendarId)
    return true
  })

  // Letters. Losing one loses no booking.
  const sent = await writeLetters(step, ctx, about, eventIds)
  return finish(step, ctx, about, eventIds, sent)
}

async function readPayment(
  ctx: BookingContext,
  { paymentId, snapshot }: BookingWorkflowParams<'book-room'>
): Promise<Payment> {
  return useIfFresh(snapshot, ctx.now()) ?? read(ctx, paymentId)
}

async function read(ctx: BookingContext, paymentId: string): Promise<Payment> {
  const payment = await ctx.stripe.getPayment(paymentId)
  if (payment) return payment
  throw new Error('no such payment')
}

/** The events' ids, or `null` when one of them could not be made; none is under way any more then. */
async function createEvents(
  step: Step,
  ctx: BookingContext,
  about: PaidBooking
): Promise<string[] | null> {
  const { sale } = about
  const ids: string[] = []
  for (let at = 0; at < sale.slots.length; at += MOST_AT_ONCE) {
    const made = await Promise.all(
      sale.slots
        .slice(at, at + MOST_AT_ONCE)
        .map((slot) => tryStep(step, `book ${slot.date}`, () => createEvent(ctx, about, slot)))
    )
    const whole = made.filter((id) => id !== null)
    ids.push(...whole)
    if (whole.length < made.length) return null
  }
  return ids
}

async function createEvent(ctx: BookingContext, about: PaidBooking, slot: Slot): Promise<string> {
  const order = await eventFor(about, slot)
  try {
    await ctx.calendar.createEvent(calendarOf(ctx.config, about.sale.room), order)
    return order.id
  } catch (error) {
    log.eventFailed(about.payment.id, slot.date, error)
    throw error
  }
}

async function writeLetters(
  step: Step,
  ctx: BookingContext,
  about: PaidBooking,
  eventIds: readonly string[]
): Promise<boolean> {
  const { id } = about.payment
  const [customer, team] = await Promise.all([
    tryStep(step, 'write to the customer', () =>
      ctx.mail.send(bookingConfirmation(about, ctx.now()))
    ),
    tryStep(step, 'write to the team', () => ctx.mail.send(bookingNotification(about, eventIds))),
  ])
  if (!customer) log.emailFailed(id, 'customer')
  if (!team) log.emailFailed(id, 'team')
  return customer !== null && team !== null
}

/** The outcome goes where Stripe's dashboard shows it; it is what makes every later start a no-op. */
async function finish(
  step: Step,
  ctx: BookingContext,
  about: PaidBooking,
  eventIds: readonly string[],
  sent: boolean
) {
  const { id } = about.payment
  const written = await step('write the outcome', () =>
    ctx.stripe.updateMetadata(id, {
      outcome: 'confirmed',
      outcome_at: new Date(ctx.now()).toISOString(),
      event_ids: eventIds.join(','),
      ...(sent ? {} : { emails: 'unsent' }),
    })
  )
  log.bookingOutcome(id, 'confirmed')
  // Refunded while this run was at work: its event found no outcome yet, and left it to us.
  const refund = refundFromPayment(written)
  if (refund)
    await step('see to the refund', async () => {
      await ctx.workflows.start(refundWorkflow(refund), {
        kind: 'booking-refund-or-dispute',
        event: refund,
      })
      return true
    })
  if (written.metadata.alerted_at)
    await tryStep(step, 'write that it is resolved', () =>
      ctx.mail.send(bookingAlertResolvedEmail(about))
    )
  return { outcome: 'confirmed' }
}
