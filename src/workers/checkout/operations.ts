/** What a repair would do for a day pass, a subscription or a card that was set up. */
import type Stripe from 'stripe'
import { readRecords } from '../../clients/officernd/snapshot.ts'
import { isRefunded } from '../../clients/stripe/payments.ts'
import { type Month, type Span, spanOfMonth } from '../../core/month.ts'
import { Refusal } from '../../core/refusals.ts'
import type { RunOrder } from '../../core/workflow.ts'
import { reconcileMemberships } from '../../memberships/operations/reconcile.ts'
import { ofSetup, ofSubscription } from '../../memberships/operations/repair.ts'
import { unservedMemberships } from '../../memberships/operations/unserved.ts'
import { takeMembershipEvent } from '../../memberships/stripe-events.ts'
import { type Report, reportOf } from '../../operations/reconciliation-report.ts'
import { type Repair, type Repairable, repair } from '../../operations/repair.ts'
import { reviving, settledAmong, sweep } from '../../operations/sweep.ts'
import { passSheet } from '../../passes/operations/reconcile.ts'
import { ofPass } from '../../passes/operations/repair.ts'
import { unservedPasses } from '../../passes/operations/unserved.ts'
import { takePassEvent } from '../../passes/stripe-events.ts'
import type { World } from '../../payments/context.ts'
import { MONEY_EVENTS } from '../../payments/refund-events.ts'

/** @throws Refusal `unknown-payment` */
export async function repairCheckout(
  world: World,
  asked: { id: string; dryRun: boolean }
): Promise<Repair> {
  const found = await repairableOf(world, asked.id)
  if (!found) throw new Refusal('unknown-payment', 'id')
  return repair(world, asked, found)
}

async function repairableOf(world: World, id: string): Promise<Repairable<RunOrder> | null> {
  if (/^pi_\w+$/.test(id)) return ofPass(world, id)
  if (/^seti_\w+$/.test(id)) return ofSetup(world, id)
  if (/^sub_\w+$/.test(id)) return ofSubscription(world, id)
  return null
}

export const NOT_ALL =
  'There was more in this month than could be read at once: what is older than the rest was not looked at.'
export const NO_MARK =
  'Passes carry no mark of ours in OfficeRnD: one without a payment cannot be told from one that staff or a plan gave.'
export const NEW_ONLY =
  'Subscriptions are those begun in this month; what ended or failed of older ones was told in letters at the time.'
export async function reconcileCheckout(world: World, month: Month): Promise<Report> {
  const span = spanOfMonth(month)
  const records = await readRecords(world, span)
  const passes = passSheet(world, records)
  const refunded = new Set<string>()
  const whole = await world.stripe.eachPayment(span, (payment) => {
    passes.take(payment)
    if (isRefunded(payment)) refunded.add(payment.id)
  })
  const memberships = await reconcileMemberships(world, span, records, refunded)
  const all = records.whole && whole && memberships.whole
  const tracks = [memberships.track, passes.report()]
  return reportOf(month, tracks, [NO_MARK, NEW_ONLY, all ? null : NOT_ALL])
}

export function sweepCheckout(world: World, options: { nightly: boolean }): Promise<void> {
  const swept = { ...world, runs: reviving(world.runs) }
  const watch = {
    types: HANDLED_EVENTS,
    take: (event: Parameters<typeof takeEvent>[1]) => takeEvent(swept, event, 'sweep'),
    settled: (span: Span) => settledAmong([world.stripe.eachPayment, world.stripe.eachSetup], span),
    unserved: async (sinceMs: number) => [
      ...(await unservedPasses(world, sinceMs)),
      ...(await unservedMemberships(world, sinceMs)),
    ],
  }
  return sweep(world, watch, options)
}

/** The events that mean something here; the webhook endpoint in Stripe should send just these. */
export const HANDLED_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.processing',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'setup_intent.succeeded',
  'invoice.paid',
  'invoice.payment_failed',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  ...MONEY_EVENTS,
] as const

/** Starts what the event calls for and waits for none of it; other tracks' events are left alone. */
export async function takeEvent(world: World, event: Stripe.Event, by: string): Promise<void> {
  await takePassEvent(world, event, by)
  await takeMembershipEvent(world, event, by)
}
