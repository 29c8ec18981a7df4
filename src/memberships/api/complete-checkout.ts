/** Track 1, step 8: the page says that her card is set up; Stripe is asked, and her run is started. */
import type { Setup } from '../../clients/stripe/setup-intents.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { runId } from '../../core/ids.ts'
import { events } from '../../core/log.ts'
import { Refusal, wordsOf } from '../../core/refusals.ts'
import { SERVED } from '../../payments/attempt-ledger.ts'
import type { World } from '../../payments/context.ts'
import { planNamed } from '../for-sale.ts'
import { type MembershipSale, membershipSaleOf } from '../signup.ts'
import { isLive, waitsFor } from '../subscription.ts'

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
  world: World,
  order: CheckoutOrder
): Promise<CheckoutResult> {
  const plan = planNamed(order.plan)
  if (!/^seti_[A-Za-z0-9]+$/.test(order.setupIntentId)) throw new Refusal('unknown-payment')
  const setup = await world.stripe.setup(order.setupIntentId)
  const sale = setup && membershipSaleOf(setup.metadata)
  // The intent's own metadata decides which plan it is for, and for whom.
  if (!sale || sale.slug !== plan.slug || sale.memberId !== order.memberId)
    throw new Refusal('unknown-payment')
  if (setup.status === 'processing') return { outcome: 'working' }
  if (setup.status !== 'succeeded') throw new Refusal('not-paid')

  if (setup.metadata.outcome) return answerNow(world, setup, sale)
  await world.runs.start(runId(setup.id), {
    kind: 'start-membership',
    setupId: setup.id,
    seen: { object: setup, atMs: world.now() },
  })
  events.runStarted(setup.id, 'page')
  const told = await world.attempt(sale.attemptId).hear([setup.id, SERVED], PATIENCE_MS)
  return told ? answerOf(told.outcome, told) : { outcome: 'working' }
}

/** The set-up's run has ended; what its subscription waited for may have come meanwhile. */
async function answerNow(
  world: World,
  setup: Setup,
  sale: MembershipSale
): Promise<CheckoutResult> {
  const { outcome = '', subscription_id: subscriptionId } = setup.metadata
  if (!subscriptionId || !['requires-action', 'declined'].includes(outcome))
    return answerOf(outcome, subscriptionId ? { subscriptionId } : {})
  const subscription = await world.stripe.subscription(subscriptionId)
  if (isLive(subscription)) return finish(world, subscription, sale)
  const clientSecret = subscription.invoice?.confirmationSecret ?? null
  return answerOf(await waitsFor(world, subscription), { clientSecret, subscriptionId })
}

/** She has authenticated her first payment: `invoice.paid` starts the same run. */
async function finish(
  world: World,
  subscription: Subscription,
  sale: MembershipSale
): Promise<CheckoutResult> {
  const { id: subscriptionId, invoice } = subscription
  if (invoice && !subscription.metadata.outcome) {
    const order = { kind: 'finish-membership', invoiceId: invoice.id, subscriptionId } as const
    await world.runs.start(runId(invoice.id), order)
    await world.attempt(sale.attemptId).hear([SERVED], PATIENCE_MS)
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
      return { outcome, error: wordsOf('already-member') }
    case 'quote-changed':
      throw new Refusal('quote-changed')
    default:
      return { outcome: 'working' }
  }
}
