/** Creates the subscription of a sign-up, unless the person has one to this plan or another attempt makes it. */

import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import type { Rpc } from '../../core/rpc.ts'
import { isFresh } from '../../core/workflow.ts'
import { keepsUse, settleUse } from '../code-use.ts'
import type { MembershipContext } from '../context.ts'
import type { ClaimResult, PlanClaims } from '../plan-claims.ts'
import type { Signup } from '../signup.ts'
import { cancelUnpaid, hasEnded, isLive, isOf } from '../subscription.ts'

/** Why no subscription was created; nothing is charged. */
export type NotSubscribed = 'already-member' | 'quote-changed'

interface Joining {
  ctx: MembershipContext
  setup: SetupIntent
  sale: Signup
  claims: Rpc<PlanClaims>
}

/**
 * `readAtMs`: when the SetupIntent and its customer's subscriptions were read. Safe to call again: it
 * looks afresh for what an earlier try may have created, and an attempt subscribes once: the subscription
 * may have ended already.
 */
export async function subscribe(
  ctx: MembershipContext,
  setup: SetupIntent,
  sale: Signup,
  readAtMs: number
): Promise<Subscription | NotSubscribed> {
  const joining = { ctx, setup, sale, claims: await ctx.planClaims(sale.email) }
  const made = await findOrCreate(joining, readAtMs)
  await settleUse(ctx, sale, made)
  return made
}

async function findOrCreate(
  joining: Joining,
  readAtMs: number
): Promise<Subscription | NotSubscribed> {
  const { ctx, setup, sale } = joining
  const claim = await joining.claims.claim(sale.slug, sale.attemptId, ctx.config.staleAfterMs)
  const known = await knownSubscriptions(joining, claim, readAtMs)
  const own = known.filter(({ metadata }) => metadata.attempt_id === sale.attemptId)
  const current = own.find(({ status }) => !hasEnded(status))
  if (current && isLive(current))
    return recorded(joining, await ctx.stripe.subscription(current.id))
  const over = own.find((one) => isAnEnd(one, setup))
  if (over) return ctx.stripe.subscription(over.id)
  if (!(await holdsClaim(joining, claim, known))) return 'already-member'

  const others = known.filter(
    (one) => isOf(one, sale, sale.terms.priceId) && one.metadata.attempt_id !== sale.attemptId
  )
  if (others.some(isLive)) return givenUp(joining, 'already-member')
  for (const other of others.filter(isUnpaidAttempt)) await cancelUnpaid(ctx, other)
  if (current) return recorded(joining, await payOpen(joining, current.id))
  const { anchorMs } = sale.terms
  if (anchorMs !== null && ctx.now() >= anchorMs) return givenUp(joining, 'quote-changed')
  if (!(await keepsUse(ctx, sale))) return givenUp(joining, 'quote-changed')
  return create(joining)
}

/** What was read with the SetupIntent, if it is whole and nothing can have changed since; otherwise a fresh look. */
function knownSubscriptions(
  { ctx, setup, sale }: Joining,
  claim: ClaimResult,
  readAtMs: number
): Subscription[] | Promise<Subscription[]> {
  const isFirst = claim.isNew && claim.ownSubscriptionId === null
  const paysOpen =
    claim.owner === sale.attemptId &&
    sale.openSubscriptionId !== '' &&
    claim.subscriptionId === sale.openSubscriptionId
  const isWhole = !setup.metadata.other_customers && isFresh(readAtMs, ctx.now())
  if ((isFirst || paysOpen) && isWhole) return setup.subscriptions
  return ctx.stripe.subscriptionsOf(sale.email, setup.customerId ?? '')
}

/** Whether the attempt subscribed before and that is over. One that was never paid may be tried again. */
function isAnEnd({ status, metadata }: Subscription, setup: SetupIntent): boolean {
  if (!hasEnded(status)) return false
  return metadata.setup_id === setup.id || (status === 'canceled' && !metadata.replaced_at)
}

const isUnpaidAttempt = ({ status, metadata }: Subscription) =>
  status === 'incomplete' && metadata.attempt_id !== undefined

/** Takes the plan over from an attempt whose subscription has ended or was not paid. */
async function holdsClaim(
  { ctx, sale, claims }: Joining,
  claim: ClaimResult,
  known: readonly Subscription[]
): Promise<boolean> {
  if (claim.owner === sale.attemptId) return true
  if (!claim.subscriptionId) return false
  const holder =
    known.find(({ id }) => id === claim.subscriptionId) ??
    (await ctx.stripe.subscription(claim.subscriptionId))
  return !isLive(holder) && claims.takeOver(sale.slug, sale.attemptId, claim.version)
}

async function givenUp(
  { sale, claims }: Joining,
  outcome: 'already-member' | 'quote-changed'
): Promise<NotSubscribed> {
  await claims.release(sale.slug, sale.attemptId)
  return outcome
}

async function recorded({ sale, claims }: Joining, made: Subscription): Promise<Subscription> {
  await claims.record(sale.slug, sale.attemptId, made.id)
  return made
}

/** The subscription whose first payment is open, paid with the new card if it was set up for that. */
async function payOpen({ ctx, setup, sale }: Joining, id: string): Promise<Subscription> {
  const open = await ctx.stripe.subscription(id)
  if (open.status !== 'incomplete' || !sale.openSubscriptionId) return open
  await ctx.stripe.payOpenInvoice(open, setup)
  return ctx.stripe.subscription(id)
}

async function create(joining: Joining): Promise<Subscription | NotSubscribed> {
  const { ctx, setup, sale } = joining
  const made = await ctx.stripe.subscribe({
    ...sale.terms,
    attemptId: sale.attemptId,
    customerId: setup.customerId ?? '',
    paymentMethodId: setup.paymentMethodId ?? '',
    description: `Membership: ${sale.planName}`,
    metadata: { ...soldAs(setup), setup_id: setup.id, payment_method: setup.paymentMethod },
  })
  // Stripe refuses the terms, for example a code that expired since the quote.
  return made ? recorded(joining, made) : givenUp(joining, 'quote-changed')
}

/** What the sweep, a repair or this workflow noted on the SetupIntent is about the SetupIntent alone. */
const NOTES = /^(attempt_version|subscription_id|outcome|emails|\w+_at)$/

function soldAs({ metadata }: SetupIntent): Record<string, string> {
  const entries = Object.entries(metadata)
  return Object.fromEntries(entries.filter(([key]) => key === 'quoted_at' || !NOTES.test(key)))
}
