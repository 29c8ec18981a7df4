/** Track 1, step 8: the page reports that the card is set up. Asks Stripe and starts the workflow. */

import { requireClientSecret } from '../../clients/stripe/client-secret.ts'
import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { workflowId } from '../../core/ids.ts'
import { messageFor, Refusal } from '../../core/refusals.ts'
import { isSameSecret, publicMemberId } from '../../core/secrets.ts'
import { COMPLETED } from '../../payments/attempt-ledger.ts'
import type { MembershipContext } from '../context.ts'
import { requirePlan } from '../for-sale.ts'
import { log } from '../log.ts'
import { parseSignup, type Signup } from '../signup.ts'
import { finishWorkflow, isLive, pendingPaymentReason } from '../subscription.ts'

export interface CompleteCheckoutRequest {
  plan: string
  memberId: string
  setupIntentId: string
}

export interface CompleteCheckoutResponse {
  outcome: 'active' | 'working' | 'requires-action' | 'declined' | 'already-member'
  clientSecret?: string
  error?: string
  subscriptionId?: string
}

/** How long this request waits for the workflow before it answers `working`. */
const MAX_WAIT_MS = 8_000

const DECLINED =
  'Your card or bank did not accept the first payment. Nothing has been charged; please try another one.'

const DUPLICATE =
  'You have this membership already. All of the money of this second sign-up has been given back.'

const ENDED =
  'This sign-up has ended, and it was not turned into a membership. Please write to us or ask at the front desk before you join again.'

/** @throws Refusal `invalid-plan`, `unknown-payment`, `not-paid`, `quote-changed` */
export async function completeCheckout(
  ctx: MembershipContext,
  request: CompleteCheckoutRequest
): Promise<CompleteCheckoutResponse> {
  const plan = requirePlan(request.plan)
  if (!/^seti_[A-Za-z0-9]+$/.test(request.setupIntentId)) throw new Refusal('unknown-payment')
  const setup = await ctx.stripe.getSetupIntent(request.setupIntentId)
  const sale = setup && parseSignup(setup.metadata)
  // The intent's own metadata must name the same plan and the same member.
  if (!sale || sale.slug !== plan.slug) throw new Refusal('unknown-payment')
  const memberId = await publicMemberId(sale.memberId, requireClientSecret(setup))
  if (!(await isSameSecret(memberId, request.memberId))) throw new Refusal('unknown-payment')
  if (setup.status === 'processing') return { outcome: 'working' }
  if (setup.status !== 'succeeded') throw new Refusal('not-paid')

  if (setup.metadata.outcome) {
    await ctx.attempt(sale.attemptId).markTaken(setup.id)
    return currentResponse(ctx, setup, sale)
  }
  const isNew = await ctx.workflows.start(workflowId(setup.id), {
    kind: 'start-membership',
    setupId: setup.id,
    snapshot: { object: setup, atMs: ctx.now() },
  })
  if (isNew) log.workflowStarted(setup.id, 'page')
  const result = await ctx.attempt(sale.attemptId).waitForResult([setup.id, COMPLETED], MAX_WAIT_MS)
  return result ? responseOf(result.outcome, result) : { outcome: 'working' }
}

/** The workflow of the set-up has ended. The subscription may have been paid since then. */
async function currentResponse(
  ctx: MembershipContext,
  setup: SetupIntent,
  sale: Signup
): Promise<CompleteCheckoutResponse> {
  const { outcome = '', subscription_id: subscriptionId } = setup.metadata
  if (!subscriptionId || !['requires-action', 'declined'].includes(outcome))
    return responseOf(outcome, subscriptionId ? { subscriptionId } : {})
  const subscription = await ctx.stripe.subscription(subscriptionId)
  if (subscription.metadata.outcome || isLive(subscription)) return finish(ctx, subscription, sale)
  const clientSecret = subscription.invoice?.confirmationSecret ?? null
  return responseOf(await pendingPaymentReason(ctx, subscription), { clientSecret, subscriptionId })
}

/** The customer has authenticated the first payment. `invoice.paid` starts the same workflow. */
async function finish(
  ctx: MembershipContext,
  subscription: Subscription,
  sale: Signup
): Promise<CompleteCheckoutResponse> {
  const { id: subscriptionId, invoice } = subscription
  if (invoice && !subscription.metadata.outcome) {
    const { id, params } = finishWorkflow(subscription, invoice.id)
    await ctx.workflows.start(id, params)
    const result = await ctx.attempt(sale.attemptId).waitForResult([COMPLETED], MAX_WAIT_MS)
    if (result) return responseOf(result.outcome, { subscriptionId })
  }
  return responseOf(subscription.metadata.outcome ?? 'active', { subscriptionId })
}

function responseOf(
  outcome: string,
  { clientSecret, subscriptionId }: { clientSecret?: string | null; subscriptionId?: string }
): CompleteCheckoutResponse {
  const named = subscriptionId ? { subscriptionId } : {}
  switch (outcome) {
    case 'active':
      return { outcome, ...named }
    case 'requires-action':
      return { outcome, ...(clientSecret ? { clientSecret } : {}), ...named }
    case 'declined':
      return { outcome, error: DECLINED, ...named }
    case 'already-member':
      return { outcome, error: messageFor('already-member') }
    case 'duplicate':
      return { outcome: 'already-member', error: DUPLICATE }
    case 'ended':
      return { outcome: 'already-member', error: ENDED }
    case 'quote-changed':
      throw new Refusal('quote-changed')
    default:
      return { outcome: 'working' }
  }
}
