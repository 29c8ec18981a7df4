/** Handles Stripe events of rooms (Track 2); ignores events of other tracks. */

import type Stripe from 'stripe'
import { paymentFrom } from '../clients/stripe/payments.ts'
import { workflowId } from '../core/ids.ts'
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
] as const

/** Starts the event's workflow without waiting for its end. */
export async function handleBookingEvent(
  ctx: BookingContext,
  event: Stripe.Event,
  by: string
): Promise<void> {
  switch (event.type) {
    case 'payment_intent.succeeded':
      return paid(ctx, event, by)
    case 'payment_intent.payment_failed':
      return declined(ctx, event)
    case 'payment_intent.canceled':
      return canceled(ctx, event.data.object)
    case 'charge.refunded':
      return event.data.object.metadata.track === '2' ? startRefundWorkflow(ctx, event) : undefined
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
