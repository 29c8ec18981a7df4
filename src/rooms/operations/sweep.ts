/** The sweep of the bookings Worker: paid bookings, expired holds and the rooms' calendars. */

import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { expiredHoldWorkflowId, unsentEmailsWorkflowId, workflowId } from '../../core/ids.ts'
import { completedPaymentIds, type Look, paidPayments } from '../../operations/look.ts'
import type { PendingSale } from '../../operations/pending-sale.ts'
import { restartingErrored, sweep } from '../../operations/sweep.ts'
import { unreadableAlert } from '../../payments/emails/unreadable.ts'
import { UNSENT, unsentAlert, unsentClock } from '../../payments/emails/unsent.ts'
import { type PaidBooking, parseBooking, unreadableOf } from '../booking.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { bookingAlertResolvedEmail, saleSummary, unservedBookingAlert } from '../emails/team.ts'
import { log } from '../log.ts'
import { BOOKING_EVENTS, handleBookingEvent } from '../stripe-events.ts'
import { checkCalendars } from './check-calendars.ts'
import { compareCalendars, reportRemovedDays } from './compare-calendars.ts'
import { remindOfTomorrow } from './remind.ts'

export async function sweepBookings(
  ctx: BookingContext,
  options: { nightly: boolean }
): Promise<void> {
  const sweepContext = { ...ctx, workflows: restartingErrored(ctx.workflows) }
  await sweep(
    ctx,
    {
      worker: 'bookings',
      types: BOOKING_EVENTS,
      handleEvent: (event) => handleBookingEvent(sweepContext, event, 'sweep'),
      completedIds: (sinceMs) => completedPaymentIds(ctx, sinceMs),
      pendingSales: { 'paid bookings': (look) => unservedBookings(ctx, look) },
      more: {
        'expired holds': async () => {
          const rooms = Object.keys(ctx.config.calendars)
          await Promise.all(rooms.map((room) => expireHolds(ctx, room)))
        },
        'the rooms’ calendars': () => checkCalendars(ctx),
        ...(options.nightly && { 'booked events': () => compareCalendars(ctx) }),
        'removed days': () => reportRemovedDays(ctx, { all: options.nightly }),
        'tomorrow’s reminders': () => remindOfTomorrow(ctx),
      },
    },
    options
  )
}

/** Paid bookings without an outcome, or with unsent e-mails. */
export async function unservedBookings(
  ctx: BookingContext,
  look: Look
): Promise<PendingSale<BookingWorkflowParams>[]> {
  const payments = await paidPayments(ctx, look)
  return payments.flatMap((payment) => {
    const sale = parseBooking(payment)
    const { outcome, emails } = payment.metadata
    if (!sale) return unreadableBooking(ctx, payment)
    if (outcome !== undefined && emails === UNSENT.emails)
      return bookingWithUnsentEmails(ctx, { payment, sale, config: ctx.config })
    if (outcome) return []
    // The money is refunded; the workflow itself reports events that are left in the calendar.
    const refunded = isRefunded(payment)
    const booking = { payment, sale, config: ctx.config }
    return {
      objectId: payment.id,
      workflowId: workflowId(payment.id),
      params: { kind: 'book-room' as const, paymentId: payment.id },
      sinceMs: payment.charge?.createdMs ?? payment.createdMs,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      ...onPayment(ctx, payment),
      alert: (waitedMs, day) => (refunded ? null : unservedBookingAlert(booking, waitedMs, day)),
      resolved: (metadata) =>
        bookingAlertResolvedEmail({ ...booking, payment: { ...payment, metadata } }),
    }
  })
}

/** A booking that is complete or refunded but whose e-mails were not sent. */
function bookingWithUnsentEmails(
  ctx: BookingContext,
  booking: PaidBooking
): PendingSale<BookingWorkflowParams>[] {
  const { payment, sale } = booking
  const { note } = onPayment(ctx, payment)
  const summary = saleSummary(booking)
  const unsent = { id: payment.id, who: sale.customerName, email: sale.email, summary }
  return [
    {
      objectId: payment.id,
      workflowId: unsentEmailsWorkflowId(payment.id),
      params: { kind: 'unsent-booking-emails', paymentId: payment.id },
      amountCents: payment.amountCents,
      isServed: true,
      ...unsentClock(payment.metadata, note),
      alert: (waitedMs, nth) => unsentAlert(ctx.config, unsent, waitedMs, nth),
      isUnserved: async () =>
        (await ctx.stripe.getPayment(payment.id))?.metadata.emails === UNSENT.emails,
      resolved: () => null,
    },
  ]
}

/** Paid, ours and damaged: no workflow can serve it, so the team is told. */
function unreadableBooking(
  ctx: BookingContext,
  payment: Payment
): PendingSale<BookingWorkflowParams>[] {
  const unreadable = unreadableOf(payment)
  if (!unreadable || payment.metadata.outcome || isRefunded(payment)) return []
  return [
    {
      objectId: payment.id,
      workflowId: workflowId(payment.id),
      params: null,
      sinceMs: payment.charge?.createdMs ?? payment.createdMs,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      ...onPayment(ctx, payment),
      resolved: () => null,
      alert: (waitedMs, nth) => unreadableAlert(ctx.config, unreadable, waitedMs, nth),
    },
  ]
}

function onPayment(ctx: BookingContext, { id }: Payment) {
  return {
    note: async (metadata: Record<string, string>) =>
      (await ctx.stripe.updateMetadata(id, metadata)).metadata,
    async isUnserved() {
      const current = await ctx.stripe.getPayment(id)
      return current !== null && !current.metadata.outcome && !isRefunded(current)
    },
  }
}

/** The ledger's alarm starts the same workflows. This covers an alarm that failed. */
async function expireHolds(ctx: BookingContext, room: string): Promise<void> {
  try {
    for (const { holder, untilMs } of await ctx.room(room).expiredHolds()) {
      // A killed workflow may never report an error, so after a while another id is used.
      const { staleAfterMs } = ctx.config
      const stalePeriods = Math.floor((ctx.now() - untilMs) / staleAfterMs)
      const id = expiredHoldWorkflowId(holder, untilMs + stalePeriods * staleAfterMs)
      if ((await ctx.workflows.state(id)) === 'errored') await ctx.workflows.restart(id)
      else await ctx.workflows.start(id, { kind: 'hold-expired', room, attemptId: holder })
    }
  } catch (error) {
    log.sweepItemFailed(room, error)
  }
}
