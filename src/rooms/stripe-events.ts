/** What Stripe's events mean for rooms (Track 2); other tracks' events are left alone. */
import type Stripe from 'stripe'
import { paymentFrom } from '../clients/stripe/payments.ts'
import { runId } from '../core/ids.ts'
import { events } from '../core/log.ts'
import { MONEY_EVENTS, moneyNewsOf, moneyRunOf } from '../payments/refund-events.ts'
import { bookingOf } from './booking.ts'
import type { BookingsWorld } from './context.ts'

/** The events that mean something here; the webhook endpoint in Stripe should send just these. */
export const BOOKING_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.canceled',
  ...MONEY_EVENTS,
] as const

/** Starts what the event calls for and waits for none of it. */
export async function takeBookingEvent(
  world: BookingsWorld,
  event: Stripe.Event,
  by: string
): Promise<void> {
  switch (event.type) {
    case 'payment_intent.succeeded':
      return paid(world, event, by)
    case 'payment_intent.canceled':
      return canceled(world, event.data.object)
    case 'charge.refunded':
      return event.data.object.metadata.track === '2' ? moneyMoved(world, event) : undefined
    // These carry no metadata of the payment: the run reads whose it is.
    case 'refund.failed':
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return moneyMoved(world, event)
  }
}

async function moneyMoved(world: BookingsWorld, event: Stripe.Event): Promise<void> {
  const news = moneyNewsOf(event)
  if (news) await world.runs.start(moneyRunOf(news), { kind: 'booking-money', news })
}

async function paid(
  world: BookingsWorld,
  { created, data }: Stripe.PaymentIntentSucceededEvent,
  by: string
): Promise<void> {
  const intent = data.object
  if (!bookingOf(intent)) return
  const seen = { object: paymentFrom(intent), atMs: created * 1000 }
  await world.runs.start(runId(intent.id), { kind: 'book-room', paymentId: intent.id, seen })
  events.runStarted(intent.id, by)
}

/** Cancelled in the dashboard, or by us: the room is free, unless her attempt goes on with another intent. */
async function canceled(world: BookingsWorld, intent: Stripe.PaymentIntent): Promise<void> {
  const sale = bookingOf(intent)
  if (!sale) return
  const current = await world.attempt(sale.attemptId).read()
  if (current?.intentId === intent.id) await world.room(sale.room).release(sale.attemptId)
}
