/** What the bookings Worker's sweep looks after: paid bookings, and holds that have run out. */

import { isRefunded } from '../../clients/stripe/payments.ts'
import { expiredHoldWorkflowId, unsentEmailsWorkflowId, workflowId } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import { completedIds, type PendingSale, restartingErrored, sweep } from '../../operations/sweep.ts'
import { parseBooking } from '../booking.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { unservedBookingAlert } from '../emails/team.ts'
import { BOOKING_EVENTS, handleBookingEvent } from '../stripe-events.ts'

export async function sweepBookings(
  ctx: BookingContext,
  options: { nightly: boolean }
): Promise<void> {
  const swept = { ...ctx, workflows: restartingErrored(ctx.workflows) }
  await sweep(
    ctx,
    {
      types: BOOKING_EVENTS,
      handleEvent: (event) => handleBookingEvent(swept, event, 'sweep'),
      completedIds: (span) => completedIds([ctx.stripe.eachPayment], span),
      pendingSales: (sinceMs) => unservedBookings(ctx, sinceMs),
    },
    options
  )
  await Promise.all(Object.keys(ctx.config.calendars).map((room) => expireHolds(ctx, room)))
}

async function unservedBookings(
  ctx: BookingContext,
  sinceMs: number
): Promise<PendingSale<BookingWorkflowParams>[]> {
  const payments = await ctx.stripe.paymentsSince(sinceMs)
  return payments.flatMap((payment) => {
    const sale = parseBooking(payment)
    const { outcome, emails } = payment.metadata
    const unwritten = outcome !== undefined && emails === 'unsent'
    if (!sale || payment.status !== 'succeeded' || (outcome && !unwritten)) return []
    // She has her money; what may be left in the calendar is told by the run itself.
    const refunded = isRefunded(payment)
    const about = { payment, sale, config: ctx.config }
    return {
      workflowId: unwritten ? unsentEmailsWorkflowId(payment.id) : workflowId(payment.id),
      params: {
        kind: unwritten ? ('unsent-booking-emails' as const) : ('book-room' as const),
        paymentId: payment.id,
      },
      sinceMs: payment.charge?.createdMs ?? payment.createdMs,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      note: (metadata) => ctx.stripe.updateMetadata(payment.id, metadata),
      alert: (waitedMs, day) =>
        refunded || unwritten ? null : unservedBookingAlert(about, waitedMs, day),
    }
  })
}

/** The ledger's own alarm starts the same run; this is for an alarm that came to nothing. */
async function expireHolds(ctx: BookingContext, room: string): Promise<void> {
  try {
    for (const { holder, untilMs } of await ctx.room(room).expiredHolds()) {
      // A run that was killed stays silent for ever: after a while it is one of another name.
      const { staleAfterMs } = ctx.config
      const silences = Math.floor((ctx.now() - untilMs) / staleAfterMs)
      const id = expiredHoldWorkflowId(holder, untilMs + silences * staleAfterMs)
      if ((await ctx.workflows.state(id)) === 'errored') await ctx.workflows.restart(id)
      else await ctx.workflows.start(id, { kind: 'hold-expired', room, attemptId: holder })
    }
  } catch (error) {
    log.sweepItemFailed(room, error)
  }
}
