/**
 * Every few minutes: what Stripe says has happened is held against what was done about it. It makes
 * a lost webhook, a stuck run and a killed process harmless, and tells the team of what stays unserved.
 */
import type { Payment } from '../clients/stripe/shapes.ts'
import { debitFailedRunId, runId } from '../rules/keys.ts'
import { events } from './events.ts'
import { unservedAlert } from './letters.ts'
import { saleOf } from './sale.ts'
import { HANDLED_EVENTS, takeEvent } from './webhook.ts'
import type { World } from './world.ts'

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

/** Stripe's own retries reach further; this catches what they have not delivered yet. */
const EVENTS_MS = 2 * HOUR_MS

/** A bank debit takes up to four business days, and a broken run is tried for three days more. */
const PAYMENTS_MS = 14 * DAY_MS
const RESTARTS_MS = 3 * DAY_MS

/** Once a night as far back as Stripe keeps events. */
const NIGHTLY_EVENTS_MS = 30 * DAY_MS

export async function sweep(world: World, { nightly }: { nightly: boolean }): Promise<void> {
  const now = world.now()
  const happened = await world.stripe.eventsSince(
    now - (nightly ? NIGHTLY_EVENTS_MS : EVENTS_MS),
    HANDLED_EVENTS
  )
  const paidAt = new Map<string, number>()
  for (const event of happened.reverse()) {
    if (event.type === 'payment_intent.succeeded')
      paidAt.set(event.data.object.id, event.created * 1000)
    await guarded(event.id, () => takeEvent(world, event, 'sweep'))
    if (event.type === 'payment_intent.payment_failed')
      await guarded(event.id, () => reviveLetter(world, event.data.object.id))
  }
  const payments = await world.stripe.paymentsSince(now - PAYMENTS_MS)
  const unserved = payments.filter(isUnserved)
  let alerted = 0
  for (const payment of unserved) {
    const paidAtMs = paidAt.get(payment.id) ?? payment.charge?.createdMs ?? payment.createdMs
    await guarded(payment.id, () => nudge(world, payment, paidAtMs))
    await guarded(payment.id, async () => {
      if (await alert(world, payment, paidAtMs)) alerted++
    })
  }
  events.swept({ events: happened.length, unserved: unserved.length, alerted })
}

/** One bad item must not keep the others from being looked at. */
async function guarded(id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    events.sweepItemFailed(id, error)
  }
}

function isUnserved(payment: Payment): boolean {
  return payment.status === 'succeeded' && !payment.metadata.outcome && saleOf(payment) !== null
}

/** The letter about a failed bank debit waits for MailerSend as long as it takes. */
async function reviveLetter(world: World, paymentId: string): Promise<void> {
  const id = debitFailedRunId(paymentId)
  if ((await world.runs.state(id)) === 'errored') await world.runs.restart(id)
}

/** No run → start it; errored or silent too long → from its first step again, at most hourly. */
async function nudge(world: World, payment: Payment, paidAtMs: number): Promise<void> {
  const id = runId(payment.id)
  const state = await world.runs.state(id)
  if (state === 'none') {
    return world.runs.start(id, { kind: 'grant-pass', paymentId: payment.id })
  }
  const now = world.now()
  const restartedAtMs = Date.parse(payment.metadata.restarted_at ?? '') || 0
  const silentMs = now - Math.max(paidAtMs, restartedAtMs)
  const due =
    state === 'errored'
      ? now - restartedAtMs >= HOUR_MS && now - paidAtMs < RESTARTS_MS
      : state === 'running' && silentMs >= world.house.staleMs
  if (!due) return
  // Written first: a restart that cannot be counted could go on for ever.
  await world.stripe.note(payment.id, { restarted_at: new Date(now).toISOString() })
  await world.runs.restart(id)
  events.runStarted(payment.id, 'sweep, again')
}

/** One letter a payment a day. While MailerSend is down the log line stands, and the letter follows. */
async function alert(world: World, payment: Payment, paidAtMs: number): Promise<boolean> {
  const now = world.now()
  const waitedMs = now - paidAtMs
  const alertedAtMs = Date.parse(payment.metadata.alerted_at ?? '') || 0
  const sale = saleOf(payment)
  if (!sale || waitedMs < world.house.alertMs || now - alertedAtMs < DAY_MS) return false
  events.paidUnserved(payment.id, payment.amountCents, waitedMs)
  const nth = new Date(now).toISOString().slice(0, 10)
  await world.mail.send(unservedAlert({ payment, sale, house: world.house }, waitedMs, nth))
  await world.stripe.note(payment.id, { alerted_at: new Date(now).toISOString() })
  return true
}
