/** Track 1, step 9: creates the subscription once, at the quoted price, when the card is set up. */

import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { type Step, tryStep, useIfFresh } from '../../core/workflow.ts'
import { UNSENT } from '../../payments/emails/unsent.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { signupAlertResolvedEmail } from '../emails/team.ts'
import { log } from '../log.ts'
import { parseSignup, type Signup } from '../signup.ts'
import { hasEnded, isLive, pendingPaymentReason } from '../subscription.ts'
import { finishMembership, type MembershipOutcome } from './finish-membership.ts'
import { type NotSubscribed, subscribe } from './subscribe.ts'

export type SignupOutcome = MembershipOutcome | NotSubscribed | 'declined' | 'requires-action'

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
  const { setup, readAtMs } = await step('read the set-up', () => readSetup(ctx, params))
  if (setup.metadata.outcome) return { outcome: setup.metadata.outcome }
  const sale = parseSignup(setup.metadata)
  if (!sale || setup.status !== 'succeeded') throw new Error('not a membership set up')

  // 9b. Plan and initiation fee in one call, or pay the open invoice with the new card.
  const { made: subscription, madeAtMs } = await step('create subscription', async () => {
    const made = await subscribe(ctx, setup, sale, readAtMs)
    return { made, madeAtMs: ctx.now() }
  })
  if (typeof subscription === 'string') return finishSignup(step, ctx, setup, sale, subscription)
  if (!isLive(subscription) && !hasEnded(subscription.status)) {
    const action = await step('read payment status', () => pendingPaymentReason(ctx, subscription))
    return finishSignup(step, ctx, setup, sale, action, subscription)
  }
  const billed = { sale, subscription, paymentMethod: setup.paymentMethod, config: ctx.config }
  const membership = { ...billed, readAtMs: madeAtMs, others: [] }
  const outcome = await finishMembership(step, ctx, membership, setup.id)
  return finishSignup(step, ctx, setup, sale, outcome, subscription)
}

async function readSetup(
  ctx: MembershipContext,
  { snapshot, setupId }: MembershipWorkflowParams<'start-membership'>
) {
  const nowMs = ctx.now()
  const known = useIfFresh(snapshot, nowMs)
  const setup = known ?? (await ctx.stripe.getSetupIntent(setupId))
  if (!setup) throw new Error('no such set-up')
  return { setup, readAtMs: known && snapshot ? snapshot.atMs : nowMs }
}

const TOLD_BY_EMAIL: readonly SignupOutcome[] = ['active', 'duplicate', 'ended']

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
      ...(TOLD_BY_EMAIL.includes(outcome) ? {} : UNSENT),
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
  log.signupFinished(setup.id, subscription, outcome)
  return subscriptionId ? { outcome, subscriptionId } : { outcome }
}
