/** Handles Stripe events of rooms (Track 2); ignores events of other tracks. */

import type Stripe from 'stripe'
import { idOf } from '../clients/stripe/lists.ts'
import { paymentFrom } from '../clients/stripe/payments.ts'
import { cancelledDaysWorkflowId, sha256Hex, workflowId } from '../core/ids.ts'
import { countDecline } from '../payments/card-declines.ts'
import {
  parseRefundOrDispute,
  REFUND_AND_DISPUTE_EVENTS,
  refundWorkflow,
} from '../payments/refund-events.ts'
import { parseBooking } from './booking.ts'
import type { BookingContext } from './context.ts'
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
      return declined(ctx, event)
    case 'payment_intent.canceled':
      return canceled(ctx, event.data.object)
    case 'charge.refunded':
      return event.data.object.metadata.track === '2' ? startRefundWorkflow(ctx, event) : undefined
    case 'refund.updated':
      return startCancelledDays(ctx, event.data.object)
    // These carry no metadata of the payment, so the workflow reads it.
    case 'refund.failed':
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return startRefundWorkflow(ctx, event)
  }
}

async function startRefundWorkflow(ctx: BookingContext, event: Stripe.Event): Promise<void> {
  const change = parseRefundOrDispute(event)
  if (change)
    await ctx.workflows.start(refundWorkflow(change), {
      kind: 'booking-refund-or-dispute',
      event: change,
    })
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
  event: Stripe.PaymentIntentPaymentFailedEvent
): Promise<void> {
  const { id: paymentId } = event.data.object
  if (!parseBooking(event.data.object)) return
  const workflow = await countDecline(ctx, event)
  if (workflow) await ctx.workflows.start(workflow, { kind: 'booking-declines', paymentId })
}

/** Releases the room of a cancelled intent, unless the attempt has another intent by now. */
async function canceled(ctx: BookingContext, intent: Stripe.PaymentIntent): Promise<void> {
  const sale = parseBooking(intent)
  if (!sale) return
  const current = await ctx.attempt(sale.attemptId).read()
  if (current?.intentId === intent.id) await ctx.room(sale.room).release(sale.attemptId)
}
