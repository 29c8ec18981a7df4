/** What Stripe tells us after the page is gone; the sweep hands over here what a webhook has missed. */
import type Stripe from 'stripe'
import { debitFailedRunId, runId } from '../rules/keys.ts'
import { events } from './events.ts'
import { saleOf } from './sale.ts'
import type { World } from './world.ts'

/** The events that mean something here; the webhook endpoint in Stripe should send just these. */
export const HANDLED_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.processing',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
] as const

/** Starts what the event calls for and waits for none of it; other tracks' events are left alone. */
export async function takeEvent(world: World, event: Stripe.Event, by: string): Promise<void> {
  switch (event.type) {
    case 'payment_intent.succeeded':
      return started(world, event.data.object, by)
    case 'payment_intent.processing':
      return processing(world, event.data.object)
    case 'payment_intent.payment_failed':
      return failed(world, event.data.object)
    case 'payment_intent.canceled':
      return canceled(world, event.data.object)
  }
}

async function started(world: World, intent: Stripe.PaymentIntent, by: string): Promise<void> {
  if (!saleOf(intent)) return
  await world.runs.start(runId(intent.id), { kind: 'grant-pass', paymentId: intent.id })
  events.runStarted(intent.id, by)
}

async function processing(world: World, intent: Stripe.PaymentIntent): Promise<void> {
  const sale = saleOf(intent)
  if (sale?.promo) await world.promo(sale.promo.couponId).extend(sale.attemptId, sale.promo.id)
}

/** A declined card is told to her on the page; a bank debit fails days later, when nobody is there. */
async function failed(world: World, intent: Stripe.PaymentIntent): Promise<void> {
  const method = intent.last_payment_error?.payment_method
  if (!saleOf(intent) || method?.type !== 'us_bank_account') return
  const order = { kind: 'debit-failed', paymentId: intent.id } as const
  await world.runs.start(debitFailedRunId(intent.id), order)
}

async function canceled(world: World, intent: Stripe.PaymentIntent): Promise<void> {
  const sale = saleOf(intent)
  if (sale?.promo) await world.promo(sale.promo.couponId).release(sale.attemptId)
}
