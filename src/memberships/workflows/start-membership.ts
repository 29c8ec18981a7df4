/** Track 1, step 9: the method is set up, so the subscription is made, once, for the price that was shown. */

import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { log } from '../../core/log.ts'
import { type Step, tryStep, useIfFresh } from '../../core/workflow.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { parseSignup, type Signup } from '../signup.ts'
import { hasEnded, isLive, isOf, pendingPaymentReason } from '../subscription.ts'
import { finishMembership } from './finish-membership.ts'

export type JoinOutcome =
  | 'active'
  | 'declined'
  | 'requires-action'
  | 'already-member'
  | 'quote-changed'

/**
 * The run named after a SetupIntent that has succeeded.
 * @throws when the set-up is not ours or not done: such a run must never have been started.
 */
export async function startMembership(
  step: Step,
  ctx: MembershipContext,
  order: MembershipWorkflowParams<'start-membership'>
) {
  // 9a. Verify: the set-up as it is now decides, and a finished one is never done again.
  const { setup, nowMs } = await step('read the set-up', () => readSetup(ctx, order))
  if (setup.metadata.outcome) return { outcome: setup.metadata.outcome }
  const sale = parseSignup(setup.metadata)
  if (!sale || setup.status !== 'succeeded') throw new Error('not a membership set up')

  // A second tab, another day: there is never a second subscription to one plan.
  if (hasAnother(setup, sale)) return finishSignup(step, ctx, setup, sale, 'already-member')
  // Its own may be there already: a run that starts anew days later cannot rely on Stripe's keys.
  const ownId = sale.openSubscriptionId || ownSubscription(setup, sale)
  const { anchorMs } = sale.terms
  if (!ownId && anchorMs !== null && nowMs >= anchorMs)
    return finishSignup(step, ctx, setup, sale, 'quote-changed')

  // 9b. Plan and initiation fee in one call, or the open invoice with the new card.
  const subscription = await step('subscribe', () => subscribe(ctx, setup, sale, ownId))
  if (!subscription) return finishSignup(step, ctx, setup, sale, 'quote-changed')
  if (!isLive(subscription)) {
    const action = await step('ask what the payment waits for', () =>
      pendingPaymentReason(ctx, subscription)
    )
    return finishSignup(step, ctx, setup, sale, action, subscription)
  }
  const about = { sale, subscription, paymentMethod: setup.paymentMethod, config: ctx.config }
  const outcome = await finishMembership(step, ctx, about, setup.id)
  return finishSignup(step, ctx, setup, sale, outcome, subscription)
}

async function readSetup(
  ctx: MembershipContext,
  { snapshot, setupId }: MembershipWorkflowParams<'start-membership'>
) {
  const nowMs = ctx.now()
  const setup = useIfFresh(snapshot, nowMs) ?? (await ctx.stripe.getSetupIntent(setupId))
  if (!setup) throw new Error('no such set-up')
  return { setup, nowMs }
}

function hasAnother({ subscriptions }: SetupIntent, sale: Signup): boolean {
  return subscriptions.some(
    (one) =>
      isLive(one) &&
      isOf(one, sale, sale.terms.priceId) &&
      one.metadata.attempt_id !== sale.attemptId
  )
}

function ownSubscription({ subscriptions }: SetupIntent, sale: Signup): string {
  const own = subscriptions.find(
    ({ metadata, status }) => metadata.attempt_id === sale.attemptId && !hasEnded(status)
  )
  return own?.id ?? ''
}

/** `null` when Stripe refuses the terms: a code has died since they were frozen, nothing is charged. */
async function subscribe(
  ctx: MembershipContext,
  setup: SetupIntent,
  sale: Signup,
  ownId: string
): Promise<Subscription | null> {
  const own = ownId && (await ctx.stripe.subscription(ownId))
  if (own && !hasEnded(own.status)) {
    const waits = own.status === 'incomplete' && sale.openSubscriptionId
    if (waits) await ctx.stripe.payOpenInvoice(own, setup)
    return waits ? ctx.stripe.subscription(own.id) : own
  }
  const { attempt_version: _, subscription_id: __, ...metadata } = setup.metadata
  return ctx.stripe.subscribe({
    ...sale.terms,
    attemptId: sale.attemptId,
    customerId: setup.customerId ?? '',
    paymentMethodId: setup.paymentMethodId ?? '',
    description: `Membership: ${sale.planName}`,
    metadata: { ...metadata, setup_id: setup.id, payment_method: setup.paymentMethod },
  })
}

/** Tells the page first; then the outcome goes where Stripe's dashboard shows it. */
async function finishSignup(
  step: Step,
  ctx: MembershipContext,
  setup: SetupIntent,
  sale: Signup,
  outcome: JoinOutcome,
  subscription?: Subscription
): Promise<{ outcome: JoinOutcome; subscriptionId?: string }> {
  const subscriptionId = subscription?.id
  await step('write the outcome', async () => {
    await ctx.stripe.updateSetupMetadata(setup.id, {
      outcome,
      outcome_at: new Date(ctx.now()).toISOString(),
      ...(subscriptionId ? { subscription_id: subscriptionId } : {}),
    })
    return true
  })
  if (outcome !== 'active') {
    const clientSecret = subscription?.invoice?.confirmationSecret ?? null
    const told = { outcome, clientSecret, ...(subscriptionId ? { subscriptionId } : {}) }
    await tryStep(step, 'tell the page', async () => {
      await ctx.attempt(sale.attemptId).publishResult(setup.id, told)
      return true
    })
  }
  log.signupFinished(setup.id, subscriptionId ?? '', outcome)
  return subscriptionId ? { outcome, subscriptionId } : { outcome }
}
