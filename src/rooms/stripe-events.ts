/** Handles Stripe events of rooms (Track 2); ignores events of other tracks. */

import type Stripe from 'stripe'
import { idOf } from '../clients/stripe/lists.ts'
import { type Payment, paymentFrom } from '../clients/stripe/payments.ts'
import { cancelledDaysWorkflowId, sha256Hex, workflowId } from '../core/ids.ts'
import { alertOverdueEvent, type Described, type LaterEvent } from '../operations/overdue-event.ts'
import { countDecline } from '../payments/card-declines.ts'
import {
  parseRefundOrDispute,
  REFUND_AND_DISPUTE_EVENTS,
  refundWorkflow,
} from '../payments/refund-events.ts'
import { parseBooking } from './booking.ts'
import type { BookingContext, BookingWorkflowParams } from './context.ts'
import { saleSummary } from './emails/team.ts'
import { log } from './log.ts'

/** The event types that are handled. The webhook endpoint in Stripe should send only these. */
export const BOOKING_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  ...REFUND_AND_DISPUTE_EVENTS,
  'refund.updated',
] as const

/** Starts the event's workflow without waiting for its end. */
export async function handleBookingEvent(
  ctx: BookingContext,
  received: Stripe.Event,
  by: string
): Promise<void> {
  const event = await ctx.stripe.currentEvent(received)
  switch (event.type) {
    case 'payment_intent.succeeded':
      return paid(ctx, event, by)
    case 'payment_intent.payment_failed':
      return declined(ctx, event, by)
    case 'payment_intent.canceled':
      return canceled(ctx, event.data.object)
    case 'charge.refunded':
      return event.data.object.metadata.track === '2'
        ? startRefundWorkflow(ctx, event, by)
        : undefined
    case 'refund.updated':
      return startCancelledDays(ctx, event.data.object)
    // These carry no metadata of the payment, so the workflow reads it.
    case 'refund.failed':
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return startRefundWorkflow(ctx, event, by)
  }
}

async function startRefundWorkflow(
  ctx: BookingContext,
  event: Stripe.Event,
  by: string
): Promise<void> {
  const change = parseRefundOrDispute(event)
  if (!change) return
  const { paymentId, type } = change
  const later = { paymentId, type, workflowId: refundWorkflow(change), atMs: event.created * 1000 }
  await startEventWorkflow(ctx, later, { kind: 'booking-refund-or-dispute', event: change }, by)
}

/** Told before the start: a workflow that starts only now is not overdue. */
async function startEventWorkflow(
  ctx: BookingContext,
  event: LaterEvent,
  params: BookingWorkflowParams,
  by: string
): Promise<void> {
  if (by === 'sweep') await alertOverdueEvent(ctx, event, (payment) => describe(ctx, payment))
  await ctx.workflows.start(event.workflowId, params)
}

function describe({ config }: BookingContext, payment: Payment): Described {
  const sale = parseBooking(payment)
  return sale && { name: sale.customerName, summary: saleSummary({ payment, sale, config }) }
}

/** The dashboard takes a refund's metadata only after the refund was made. */
async function startCancelledDays(ctx: BookingContext, refund: Stripe.Refund): Promise<void> {
  const named = refund.metadata?.booking_dates
  const paymentId = idOf(refund.payment_intent)
  if (!named || !paymentId) return
  const key = (await sha256Hex(refund.id, named)).slice(0, 16)
  await ctx.workflows.start(cancelledDaysWorkflowId(paymentId, key), {
    kind: 'booking-days-cancelled',
    paymentId,
  })
}

async function paid(
  ctx: BookingContext,
  { created, data }: Stripe.PaymentIntentSucceededEvent,
  by: string
): Promise<void> {
  const intent = data.object
  if (!parseBooking(intent)) return
  const snapshot = { object: paymentFrom(intent), atMs: created * 1000 }
  const isNew = await ctx.workflows.start(workflowId(intent.id), {
    kind: 'book-room',
    paymentId: intent.id,
    snapshot,
  })
  if (isNew) log.workflowStarted(intent.id, by)
}

async function declined(
  ctx: BookingContext,
  event: Stripe.PaymentIntentPaymentFailedEvent,
  by: string
): Promise<void> {
  const { id: paymentId } = event.data.object
  if (!parseBooking(event.data.object)) return
  const workflowId = await countDecline(ctx, event)
  if (!workflowId) return
  const later = { workflowId, paymentId, type: 'declines', atMs: event.created * 1000 } as const
  await startEventWorkflow(ctx, later, { kind: 'booking-declines', paymentId }, by)
}

/** Releases the room of a cancelled intent, unless the attempt has another intent by now. */
async function canceled(ctx: BookingContext, intent: Stripe.PaymentIntent): Promise<void> {
  const sale = parseBooking(intent)
  if (!sale) return
  const current = await ctx.attempt(sale.attemptId).read()
  if (current?.intentId === intent.id) await ctx.room(sale.room).release(sale.attemptId)
}
