/** Track 1, step 9: creates the subscription once, at the quoted price, when the card is set up. */

import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { type Step, tryStep, useIfFresh } from '../../core/workflow.ts'
import { UNSENT } from '../../payments/emails/unsent.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { signupAlertResolvedEmail } from '../emails/team.ts'
import { log } from '../log.ts'
import { parseSignup, type Signup } from '../signup.ts'
import { hasEnded, isLive, isOf, pendingPaymentReason } from '../subscription.ts'
import { finishMembership } from './finish-membership.ts'

export type SignupOutcome =
  | 'active'
  | 'declined'
  | 'requires-action'
  | 'already-member'
  | 'quote-changed'

/**
 * The workflow named after a SetupIntent that has succeeded.
 * @throws when the SetupIntent is not ours or has not succeeded.
 */
export async function startMembership(
  step: Step,
  ctx: MembershipContext,
  params: MembershipWorkflowParams<'start-membership'>
) {
  // 9a. Verify the SetupIntent as it is now. A finished one is not done again.
  const { setup, nowMs } = await step('read the set-up', () => readSetup(ctx, params))
  if (setup.metadata.outcome) return { outcome: setup.metadata.outcome }
  const sale = parseSignup(setup.metadata)
  if (!sale || setup.status !== 'succeeded') throw new Error('not a membership set up')

  // Never create a second subscription to the same plan, e.g. from a second tab or on another day.
  if (hasAnother(setup, sale)) return finishSignup(step, ctx, setup, sale, 'already-member')
  // Its own subscription may exist already: Stripe's idempotency keys are gone when a workflow restarts days later.
  const ownId = sale.openSubscriptionId || ownSubscription(setup, sale)
  const { anchorMs } = sale.terms
  if (!ownId && anchorMs !== null && nowMs >= anchorMs)
    return finishSignup(step, ctx, setup, sale, 'quote-changed')

  // 9b. Plan and initiation fee in one call, or pay the open invoice with the new card.
  const subscription = await step('create subscription', () =>
    createSubscription(ctx, setup, sale, ownId)
  )
  if (!subscription) return finishSignup(step, ctx, setup, sale, 'quote-changed')
  if (!isLive(subscription)) {
    const action = await step('read payment status', () => pendingPaymentReason(ctx, subscription))
    return finishSignup(step, ctx, setup, sale, action, subscription)
  }
  const membership = { sale, subscription, paymentMethod: setup.paymentMethod, config: ctx.config }
  const outcome = await finishMembership(step, ctx, membership, setup.id)
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

/** `null` when Stripe refuses the terms, e.g. a code that expired since the quote. Nothing is charged. */
async function createSubscription(
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

/** Writes the outcome on the SetupIntent, then publishes it to the waiting page unless it is `active`. */
async function finishSignup(
  step: Step,
  ctx: MembershipContext,
  setup: SetupIntent,
  sale: Signup,
  outcome: SignupOutcome,
  subscription?: Subscription
): Promise<{ outcome: SignupOutcome; subscriptionId?: string }> {
  const subscriptionId = subscription?.id
  const { alerted_at: alertedAt } = await step('write the outcome', () =>
    ctx.stripe.updateSetupMetadata(setup.id, {
      outcome,
      outcome_at: new Date(ctx.now()).toISOString(),
      ...(subscriptionId ? { subscription_id: subscriptionId } : {}),
      // The page may not hear it: then the sweep has it told by e-mail.
      ...(outcome === 'active' ? {} : UNSENT),
    })
  )
  if (outcome !== 'active') {
    const clientSecret = subscription?.invoice?.confirmationSecret ?? null
    const result = { outcome, clientSecret, ...(subscriptionId ? { subscriptionId } : {}) }
    await tryStep(step, 'publish result', () =>
      ctx.attempt(sale.attemptId).publishResult(setup.id, result)
    )
  }
  if (alertedAt) {
    const email = signupAlertResolvedEmail(sale, setup.id, outcome, ctx.config)
    await tryStep(step, 'send the resolved email', () => ctx.mail.send(email), 'required')
  }
  log.signupFinished(setup.id, subscriptionId ?? '', outcome)
  return subscriptionId ? { outcome, subscriptionId } : { outcome }
}
