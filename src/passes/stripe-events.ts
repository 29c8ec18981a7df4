/** What Stripe's events mean for day passes (Track 3). */
import type Stripe from 'stripe'
import { idOf } from '../clients/stripe/lists.ts'
import { debitFailedRunId, runId } from '../core/ids.ts'
import { events } from '../core/log.ts'
import type { World } from '../payments/context.ts'
import { moneyNewsOf, moneyRunOf } from '../payments/refund-events.ts'
import { saleOf } from './purchase.ts'

export async function takePassEvent(world: World, event: Stripe.Event, by: string): Promise<void> {
  switch (event.type) {
    case 'payment_intent.succeeded':
      return started(world, event.data.object, by)
    case 'payment_intent.processing':
      return processing(world, event.data.object)
    case 'payment_intent.payment_failed':
      return failed(world, event.data.object)
    case 'payment_intent.canceled':
      return canceled(world, event.data.object)
    case 'charge.refunded':
      return event.data.object.metadata.track === '3' ? moneyMoved(world, event) : undefined
    // These carry no metadata of the payment: the run reads whose it is.
    case 'refund.failed':
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return moneyMoved(world, event)
  }
}

async function moneyMoved(world: World, event: Stripe.Event): Promise<void> {
  const news = moneyNewsOf(event)
  if (news) await world.runs.start(moneyRunOf(news), { kind: 'pass-money', news })
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
  const chargeId = idOf(intent.latest_charge) ?? intent.id
  const order = { kind: 'debit-failed', paymentId: intent.id, chargeId } as const
  await world.runs.start(debitFailedRunId(chargeId), order)
}

async function canceled(world: World, intent: Stripe.PaymentIntent): Promise<void> {
  const sale = saleOf(intent)
  if (!sale?.promo) return
  // She may have corrected the form: then her attempt goes on, and holds the use for its next intent.
  const current = await world.attempt(sale.attemptId).read()
  if (current?.intentId !== intent.id) return
  await world.promo(sale.promo.couponId).release(sale.attemptId)
}
