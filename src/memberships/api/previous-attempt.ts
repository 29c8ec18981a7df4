/** Loads what an earlier click on Join has created, to use it again or to cancel it. */

import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import type { AttemptEntry } from '../../payments/attempt-ledger.ts'
import { readAttempt } from '../../payments/buyer.ts'
import { releaseUse } from '../code-use.ts'
import type { MembershipContext } from '../context.ts'
import { cancelUnpaid } from '../subscription.ts'

export interface PreviousAttempt {
  entry: AttemptEntry | null
  /** Id of its SetupIntent, in any state. */
  usedIntentId: string | undefined
  before: PreviousSetup | null
}

/** An earlier SetupIntent that was not cancelled. */
export interface PreviousSetup {
  setup: SetupIntent
  /** Whether it was the same body, for the same price. */
  same: boolean
  /** Its subscription, if the first payment failed and it waits for another card. */
  open: Subscription | null
}

/** @throws Refusal `attempt-used` */
export async function loadPreviousAttempt(
  ctx: MembershipContext,
  attemptId: string,
  fingerprint: string
): Promise<PreviousAttempt> {
  const entry = await readAttempt(ctx.attempt(attemptId), fingerprint)
  const setup = entry?.intentId ? await ctx.stripe.getSetupIntent(entry.intentId) : null
  const usedIntentId = setup?.id
  if (!entry || !setup || setup.status === 'canceled') return { entry, usedIntentId, before: null }
  const openId = setup.metadata.subscription_id
  const open = openId ? await ctx.stripe.subscription(openId) : null
  const unpaid = open?.status === 'incomplete' ? open : null
  const same = entry.fingerprint === fingerprint
  return { entry, usedIntentId, before: { setup, same, open: unpaid } }
}

/** Whether a set-up has succeeded and its workflow did not end without a membership. */
export function isCompleted({ status, metadata }: SetupIntent): boolean {
  const failed = ['declined', 'requires-action', 'quote-changed'].includes(metadata.outcome ?? '')
  return (status === 'succeeded' || status === 'processing') && !failed
}

/** Same body, with an unused set-up or a subscription that another card can pay. */
export function isReusable({ setup, same, open }: PreviousSetup): boolean {
  return same && (setup.status !== 'succeeded' || open !== null)
}

/** Cancels set-up and subscription of an earlier body, so that nobody can still pay for them. `code`: that of the new one. */
export async function cancelPrevious(
  ctx: MembershipContext,
  { setup, open }: PreviousSetup,
  code: PromotionCode | null
): Promise<void> {
  if (setup.status !== 'succeeded') await ctx.stripe.cancelSetup(setup.id)
  await releaseUse(ctx, setup, code?.coupon.id)
  if (open) await cancelUnpaid(ctx, open)
}
