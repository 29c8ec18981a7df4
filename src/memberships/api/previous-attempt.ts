/** What an earlier press of Join has left behind: to be taken up again, or cleared away. */

import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import type { AttemptEntry } from '../../payments/attempt-ledger.ts'
import type { MembershipContext } from '../context.ts'

export interface PreviousAttempt {
  entry: AttemptEntry | null
  /** Its intent, whatever became of it. */
  spent: string | undefined
  before: PreviousSetup | null
}

/** An earlier set-up that was not cancelled. */
export interface PreviousSetup {
  setup: SetupIntent
  /** Whether it was the same body, for the same price. */
  same: boolean
  /** Its first payment failed: the subscription waits for another card. */
  open: Subscription | null
}

export async function loadPreviousAttempt(
  ctx: MembershipContext,
  attemptId: string,
  print: string
): Promise<PreviousAttempt> {
  const entry = await ctx.attempt(attemptId).read()
  const setup = entry?.intentId ? await ctx.stripe.getSetupIntent(entry.intentId) : null
  const spent = setup?.id
  if (!entry || !setup || setup.status === 'canceled') return { entry, spent, before: null }
  const openId = setup.metadata.subscription_id
  const open = openId ? await ctx.stripe.subscription(openId) : null
  const waits = open?.status === 'incomplete' ? open : null
  return { entry, spent, before: { setup, same: entry.fingerprint === print, open: waits } }
}

/** A set-up that succeeded is served by its run, unless that run has ended without a membership. */
export function isCompleted({ status, metadata }: SetupIntent): boolean {
  const failed = ['declined', 'requires-action', 'quote-changed'].includes(metadata.outcome ?? '')
  return (status === 'succeeded' || status === 'processing') && !failed
}

/** The same again: an unused set-up, or a subscription that a second card may pay for. */
export function isReusable({ setup, same, open }: PreviousSetup): boolean {
  return same && (setup.status !== 'succeeded' || open !== null)
}

/** Nothing of an earlier body may still be paid for. */
export async function cancelPrevious(
  ctx: MembershipContext,
  { setup, open }: PreviousSetup
): Promise<void> {
  if (setup.status !== 'succeeded') await ctx.stripe.cancelSetup(setup.id)
  if (!open) return
  // Its end is our doing, and nobody is to be written to about it.
  await ctx.stripe.updateSubscriptionMetadata(open.id, {
    replaced_at: new Date(ctx.now()).toISOString(),
  })
  await ctx.stripe.cancelSubscription(open.id)
}
