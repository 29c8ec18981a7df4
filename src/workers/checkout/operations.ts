/** Both tracks of the checkout Worker together: Stripe events, sweep, reconciliation, repair. */

import type Stripe from 'stripe'
import { readSnapshot } from '../../clients/officernd/snapshot.ts'
import { isRefunded } from '../../clients/stripe/payments.ts'
import { type Month, spanOfMonth } from '../../core/month.ts'
import { Refusal } from '../../core/refusals.ts'
import {
  completedSetupIds,
  goesOnItems,
  handleMembershipEvent,
  pendingMemberships,
  pendingSetups,
  reconcileMemberships,
  repairPlanForSetup,
  repairPlanForSubscription,
  subscribers,
} from '../../memberships/index.ts'
import { completedPaymentIds } from '../../operations/look.ts'
import { reportLookAlikes } from '../../operations/look-alikes.ts'
import { buildReport, type Report } from '../../operations/reconciliation-report.ts'
import { type Repair, type RepairPlan, repair } from '../../operations/repair.ts'
import { restartingErrored, type SweepTarget, sweep } from '../../operations/sweep.ts'
import { unpaidMembers } from '../../operations/unpaid-members.ts'
import {
  checkPlans,
  handlePassEvent,
  passSheet,
  pendingPasses,
  repairPlanForPass,
} from '../../passes/index.ts'
import { REFUND_AND_DISPUTE_EVENTS } from '../../payments/refund-events.ts'
import type { CheckoutContext, CheckoutWorkflowParams } from './context.ts'

/** @throws Refusal `unknown-payment` */
export async function repairCheckout(
  ctx: CheckoutContext,
  request: { id: string; dryRun: boolean }
): Promise<Repair> {
  const plan = await repairPlanFor(ctx, request.id)
  if (!plan) throw new Refusal('unknown-payment', 'id')
  return repair(ctx, request, plan)
}

async function repairPlanFor(
  ctx: CheckoutContext,
  id: string
): Promise<RepairPlan<CheckoutWorkflowParams> | null> {
  if (/^pi_\w+$/.test(id)) return repairPlanForPass(ctx, id)
  if (/^seti_\w+$/.test(id)) return repairPlanForSetup(ctx, id)
  if (/^sub_\w+$/.test(id)) return repairPlanForSubscription(ctx, id)
  return null
}

const NOT_ALL =
  'There was more in this month than could be read at once: the oldest entries were not checked.'
const NO_MARK =
  'Passes in OfficeRnD do not show that we created them: a pass without a payment looks like one from staff or from a plan.'
const NEW_ONLY =
  'Of older subscriptions only two things are checked: that a person has one for each plan, and that the membership ended with it. E-mails reported their failures at the time.'
export async function reconcileCheckout(ctx: CheckoutContext, month: Month): Promise<Report> {
  const span = spanOfMonth(month)
  const records = await readSnapshot(ctx.officernd, span)
  const passes = passSheet(ctx, records)
  const refunded = new Set<string>()
  const unpaid = unpaidMembers(records)
  const whole = await ctx.stripe.eachPayment(span, (payment) => {
    passes.take(payment)
    unpaid.take(payment)
    if (isRefunded(payment)) refunded.add(payment.id)
  })
  const memberships = await reconcileMemberships(ctx, span, records, { refunded, unpaid })
  const all = records.whole && whole && memberships.whole
  const tracks = [memberships.track, passes.report()]
  const counts = [unpaid.note()].filter((note) => note !== null)
  return buildReport(month, tracks, { notes: [NO_MARK, NEW_ONLY, all ? null : NOT_ALL], counts })
}

export function sweepCheckout(ctx: CheckoutContext, options: { nightly: boolean }): Promise<void> {
  const sweepContext = { ...ctx, workflows: restartingErrored(ctx.workflows) }
  // Read when it is first needed, and once.
  let read: ReturnType<typeof subscribers> | undefined
  const notCancelled = () => {
    read ??= subscribers(ctx, 'not-cancelled')
    return read
  }
  const target: SweepTarget<CheckoutWorkflowParams> = {
    worker: 'checkout',
    types: HANDLED_EVENTS,
    handleEvent: (event) => handleStripeEvent(sweepContext, event, 'sweep'),
    completedIds: async (sinceMs) => [
      ...(await completedPaymentIds(ctx, sinceMs)),
      ...(await completedSetupIds(ctx, sinceMs)),
    ],
    pendingSales: {
      'paid day passes': (look) => pendingPasses(ctx, look),
      'set-up cards': (look) => pendingSetups(ctx, look, notCancelled),
      'new subscriptions': (look) => pendingMemberships(ctx, look, notCancelled),
    },
    hourly: {
      'ended subscriptions': () => goesOnItems(ctx),
      'addresses in other capitals': (lookedMs) => reportLookAlikes(ctx, lookedMs).then(() => []),
    },
    ...(options.nightly && { more: { 'the pass plans': () => checkPlans(ctx) } }),
  }
  return sweep(ctx, target, options)
}

/** The event types that are handled. The webhook endpoint in Stripe should send only these. */
export const HANDLED_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.processing',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'setup_intent.succeeded',
  'setup_intent.setup_failed',
  'invoice.paid',
  'invoice.payment_failed',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  ...REFUND_AND_DISPUTE_EVENTS,
] as const

/** Starts the event's workflow without waiting for its end; ignores events of other tracks. */
export async function handleStripeEvent(
  ctx: CheckoutContext,
  event: Stripe.Event,
  by: string
): Promise<void> {
  const current = await ctx.stripe.currentEvent(event)
  await handlePassEvent(ctx, current, by)
  await handleMembershipEvent(ctx, current, by)
}
