/** Track 2, step 10, after payment: Gate 2, one calendar event per day, e-mails; or a full refund. */

import type { Payment } from '../../clients/stripe/payments.ts'
import { type Step, tryPatiently, tryStep, useIfFresh } from '../../core/workflow.ts'
import { refundFromPayment, refundWorkflow } from '../../payments/refund-events.ts'
import {
  type Booking,
  isSameBooking,
  type PaidBooking,
  parseBooking,
  slotMetadata,
  UIDS_BY_PLACE,
} from '../booking.ts'
import { eventFor, MAX_AT_ONCE } from '../calendar-events.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { bookingConfirmation } from '../emails/customer.ts'
import { bookingAlertResolvedEmail, bookingNotification } from '../emails/team.ts'
import { isForbidden } from '../find-event.ts'
import { calendarOf } from '../for-sale.ts'
import { log } from '../log.ts'
import type { Slot } from '../rules/slots.ts'
import { type CalendarCheck, checkCalendar, claimRoom, refundReason } from './gate-two.ts'
import { refundBooking } from './refund-booking.ts'

/**
 * The workflow named after a PaymentIntent that has succeeded.
 * @throws when the payment is not ours or not paid, and when the team must act.
 */
export async function bookRoom(
  step: Step,
  ctx: BookingContext,
  params: BookingWorkflowParams<'book-room'>
): Promise<{ outcome: string }> {
  // An event of Stripe is news, not truth: it only lets the calendar be read at the same time.
  const { news, payment } = await readBoth(step, ctx, params)
  if (payment.metadata.outcome) return { outcome: payment.metadata.outcome }
  const sale = parseBooking(payment)
  if (!sale || payment.status !== 'succeeded') throw new Error('not a paid booking')

  // Gate 2: the ledger decides which of two paid bookings gets the room.
  const found = { payment, sale, config: ctx.config }
  const { slots, refused } = await claimRoom(step, ctx, found)
  const booking = { ...found, sale: { ...sale, slots } }
  await correctTimes(step, ctx, found, slots)
  const isSameTime = news !== null && isSameBooking(news.sale, booking.sale)
  const checked =
    isSameTime || refused ? (news?.checked ?? null) : await checkCalendar(step, ctx, booking)
  const reason = refundReason(booking, refused, checked)
  if (reason) return refundBooking(step, ctx, booking, reason)

  // One event per day. If one of them fails, the whole booking is refunded.
  const eventIds = await createEvents(step, ctx, booking)
  if (!eventIds) return refundBooking(step, ctx, booking, 'calendar-failed')
  log.booked(payment.id, sale.room, sale.slots.length)
  await step('record that events exist', async () => {
    const calendarId = calendarOf(ctx.config, sale.room)
    await ctx.room(sale.room).confirmEvents(sale.attemptId, payment.id, calendarId)
    await ctx.calendarHealth(sale.room).noteWritten()
  })

  // E-mails. A failed e-mail does not fail the booking.
  const sent = await sendEmails(step, ctx, booking, eventIds)
  return finish(step, ctx, booking, eventIds, sent)
}

/** The payment as Stripe has it, and what the event said with the calendar of that time; `null` without an event. */
async function readBoth(
  step: Step,
  ctx: BookingContext,
  { paymentId, snapshot }: BookingWorkflowParams<'book-room'>
): Promise<{ news: { sale: Booking; checked: CalendarCheck | null } | null; payment: Payment }> {
  const said = await step('read the event', async () => useIfFresh(snapshot, ctx.now()))
  const parsed = said && parseBooking(said)
  const sale = parsed && ctx.config.calendars[parsed.room] ? parsed : null
  const [payment, checked] = await Promise.all([
    step('read the payment', () => read(ctx, paymentId)),
    said && sale
      ? checkCalendar(step, ctx, { payment: said, sale, config: ctx.config }, 'check what was said')
      : null,
  ])
  return { news: sale && { sale, checked }, payment }
}

/** Somebody changed the times in Stripe's metadata: what was held and paid is booked, and written there again. */
async function correctTimes(
  step: Step,
  ctx: BookingContext,
  { payment, sale }: PaidBooking,
  slots: readonly Slot[]
): Promise<void> {
  if (isSameBooking(sale, { ...sale, slots: [...slots] })) return
  log.timesCorrected(payment.id, sale.room)
  await step('correct the times', () => ctx.stripe.updateMetadata(payment.id, slotMetadata(slots)))
}

async function read(ctx: BookingContext, paymentId: string): Promise<Payment> {
  const payment = await ctx.stripe.getPayment(paymentId)
  if (payment) return payment
  throw new Error('no such payment')
}

/** The ids of the events, or `null` if one of them failed. No request is still running then. */
async function createEvents(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking
): Promise<string[] | null> {
  const { sale } = booking
  const ids: string[] = []
  for (let at = 0; at < sale.slots.length; at += MAX_AT_ONCE) {
    const batch = sale.slots.slice(at, at + MAX_AT_ONCE)
    const days = batch.map(({ date }) => date)
    await step(`record that events may exist from day ${at + 1} on`, () =>
      ctx.room(sale.room).markEventsPending(sale.attemptId, days)
    )
    const created = await Promise.all(
      batch.map((slot) =>
        tryPatiently(step, `book ${slot.date}`, () => createEvent(ctx, booking, slot))
      )
    )
    const succeeded = created.filter((id) => id !== null)
    ids.push(...succeeded)
    if (succeeded.length < created.length) return null
  }
  return ids
}

async function createEvent(ctx: BookingContext, booking: PaidBooking, slot: Slot): Promise<string> {
  const { room } = booking.sale
  const event = await eventFor(booking, slot)
  try {
    await ctx.calendar.createEvent(calendarOf(ctx.config, room), event)
    return event.id
  } catch (error) {
    log.eventFailed(booking.payment.id, slot.date, error)
    // The room is not sold again until a write has worked.
    if (isForbidden(error)) await ctx.calendarHealth(room).reportTrouble('read-only')
    throw error
  }
}

async function sendEmails(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking,
  eventIds: readonly string[]
): Promise<boolean> {
  const { id } = booking.payment
  const [customer, team] = await Promise.all([
    tryPatiently(step, 'write to the customer', () =>
      ctx.mail.send(bookingConfirmation(booking, ctx.now()))
    ),
    tryPatiently(step, 'write to the team', () =>
      ctx.mail.send(bookingNotification(booking, eventIds))
    ),
  ])
  if (!customer) log.emailFailed(id, 'customer')
  if (!team) log.emailFailed(id, 'team')
  return customer !== null && team !== null
}

/** Writes the outcome to the payment's metadata. A later start of the workflow then does nothing. */
async function finish(
  step: Step,
  ctx: BookingContext,
  booking: PaidBooking,
  eventIds: readonly string[],
  sent: boolean
) {
  const { id } = booking.payment
  const written = await step('write the outcome', () =>
    ctx.stripe.updateMetadata(id, {
      outcome: 'confirmed',
      outcome_at: new Date(ctx.now()).toISOString(),
      ...UIDS_BY_PLACE,
      event_ids: eventIds.join(','),
      ...(sent ? {} : { emails: 'unsent' }),
    })
  )
  log.bookingOutcome(id, 'confirmed')
  // Refunded while this workflow ran: the refund's event found no outcome yet, so handle it here.
  const refund = refundFromPayment(written)
  if (refund)
    await step('start refund workflow', () =>
      ctx.workflows.start(refundWorkflow(refund), {
        kind: 'booking-refund-or-dispute',
        event: refund,
      })
    )
  if (written.metadata.alerted_at)
    await tryStep(
      step,
      'alert resolved',
      () => ctx.mail.send(bookingAlertResolvedEmail(booking, refund ? undefined : 'confirmed')),
      'required'
    )
  return { outcome: 'confirmed' }
}
