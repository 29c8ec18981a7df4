/** Track 1, step 8: the page says that her card is set up; Stripe is asked, and her run is started. */

import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { workflowId } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import { messageFor, Refusal } from '../../core/refusals.ts'
import { COMPLETED } from '../../payments/attempt-ledger.ts'
import type { MembershipContext } from '../context.ts'
import { requirePlan } from '../for-sale.ts'
import { parseSignup, type Signup } from '../signup.ts'
import { isLive, pendingPaymentReason } from '../subscription.ts'

export interface CheckoutOrder {
  plan: string
  memberId: string
  setupIntentId: string
}

export interface CheckoutResult {
  outcome: 'active' | 'working' | 'requires-action' | 'declined' | 'already-member'
  clientSecret?: string
  error?: string
  subscriptionId?: string
}

/** How long the page waits for the run before it is told that we are still working. */
const PATIENCE_MS = 8_000

const DECLINED =
  'Your card or bank did not accept the first payment. Nothing has been charged; please try another one.'

/** @throws Refusal `invalid-plan`, `unknown-payment`, `not-paid`, `quote-changed` */
export async function completeCheckout(
  ctx: MembershipContext,
  order: CheckoutOrder
): Promise<CheckoutResult> {
  const plan = requirePlan(order.plan)
  if (!/^seti_[A-Za-z0-9]+$/.test(order.setupIntentId)) throw new Refusal('unknown-payment')
  const setup = await ctx.stripe.getSetupIntent(order.setupIntentId)
  const sale = setup && parseSignup(setup.metadata)
  // The intent's own metadata decides which plan it is for, and for whom.
  if (!sale || sale.slug !== plan.slug || sale.memberId !== order.memberId)
    throw new Refusal('unknown-payment')
  if (setup.status === 'processing') return { outcome: 'working' }
  if (setup.status !== 'succeeded') throw new Refusal('not-paid')

  if (setup.metadata.outcome) return answerNow(ctx, setup, sale)
  await ctx.workflows.start(workflowId(setup.id), {
    kind: 'start-membership',
    setupId: setup.id,
    snapshot: { object: setup, atMs: ctx.now() },
  })
  log.workflowStarted(setup.id, 'page')
  const told = await ctx.attempt(sale.attemptId).waitForResult([setup.id, COMPLETED], PATIENCE_MS)
  return told ? answerOf(told.outcome, told) : { outcome: 'working' }
}

/** The set-up's run has ended; what its subscription waited for may have come meanwhile. */
async function answerNow(
  ctx: MembershipContext,
  setup: SetupIntent,
  sale: Signup
): Promise<CheckoutResult> {
  const { outcome = '', subscription_id: subscriptionId } = setup.metadata
  if (!subscriptionId || !['requires-action', 'declined'].includes(outcome))
    return answerOf(outcome, subscriptionId ? { subscriptionId } : {})
  const subscription = await ctx.stripe.subscription(subscriptionId)
  if (isLive(subscription)) return finish(ctx, subscription, sale)
  const clientSecret = subscription.invoice?.confirmationSecret ?? null
  return answerOf(await pendingPaymentReason(ctx, subscription), { clientSecret, subscriptionId })
}

/** She has authenticated her first payment: `invoice.paid` starts the same run. */
async function finish(
  ctx: MembershipContext,
  subscription: Subscription,
  sale: Signup
): Promise<CheckoutResult> {
  const { id: subscriptionId, invoice } = subscription
  if (invoice && !subscription.metadata.outcome) {
    const order = { kind: 'finish-membership', invoiceId: invoice.id, subscriptionId } as const
    await ctx.workflows.start(workflowId(invoice.id), order)
    await ctx.attempt(sale.attemptId).waitForResult([COMPLETED], PATIENCE_MS)
  }
  return { outcome: 'active', subscriptionId }
}

function answerOf(
  outcome: string,
  { clientSecret, subscriptionId }: { clientSecret?: string | null; subscriptionId?: string }
): CheckoutResult {
  const about = subscriptionId ? { subscriptionId } : {}
  switch (outcome) {
    case 'active':
      return { outcome, ...about }
    case 'requires-action':
      return { outcome, ...(clientSecret ? { clientSecret } : {}), ...about }
    case 'declined':
      return { outcome, error: DECLINED, ...about }
    case 'already-member':
      return { outcome, error: messageFor('already-member') }
    case 'quote-changed':
      throw new Refusal('quote-changed')
    default:
      return { outcome: 'working' }
  }
}
