/** Track 1, steps 9–10: creates the membership in OfficeRnD once Stripe bills, and sends the e-mails. */

import type { Email } from '../../clients/mailersend.ts'
import type { GrantedMembership } from '../../clients/officernd/member-writer.ts'
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { isFresh, type Step, tryPatiently, tryStep } from '../../core/workflow.ts'
import { COMPLETED } from '../../payments/attempt-ledger.ts'
import { settleUse } from '../code-use.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { welcomeEmails } from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { log } from '../log.ts'
import { type BilledMembership, parseSignup } from '../signup.ts'
import { hasEnded, isLive, matchesQuote } from '../subscription.ts'
import { checkFirstTime } from './check-first-time.ts'
import { keepsPlan } from './keep-plan.ts'
import { membershipRequest } from './membership-request.ts'
import { finishEnded, refundDuplicate } from './undo-membership.ts'

/** `duplicate`: the person has another one, and the money went back. `ended`: it ended before the membership existed. */
export type MembershipOutcome = 'active' | 'duplicate' | 'ended'

type FinishParams = MembershipWorkflowParams<'finish-membership'>

/** A live subscription, when it was read, and the person's other subscriptions if they were read with it. */
export interface ReadMembership extends BilledMembership {
  readAtMs: number
  others: readonly Subscription[]
}

/**
 * What is left to do once a subscription is live. The workflow of the SetupIntent and the workflow of a
 * paid invoice may both get here. The one that claims the subscription first does it; the other returns.
 */
export async function finishMembership(
  step: Step,
  ctx: MembershipContext,
  membership: ReadMembership,
  workflowId: string
): Promise<MembershipOutcome> {
  const { sale, subscription } = membership
  const ledger = ctx.attempt(sale.attemptId)
  const owner = await step('claim the subscription', () =>
    ledger.claim(subscription.id, workflowId)
  )
  if (hasEnded(subscription.status)) return finishEnded(step, ctx, membership)
  if (owner !== workflowId) return 'active'
  if (!(await step('claim the plan', () => keepsPlan(ctx, membership))))
    return refundDuplicate(step, ctx, membership)

  // 9c. Create the membership in OfficeRnD.
  const granted = await step('create membership', () => grantMembership(ctx, membership))
  if ('ended' in granted)
    return finishEnded(step, ctx, { ...membership, subscription: granted.ended })
  log.membershipGranted(subscription, granted.id)
  const result = { outcome: 'active', subscriptionId: subscription.id }
  await tryStep(step, 'publish result', () => ledger.publishResult(COMPLETED, result))

  const card = subscription.metadata.second_card
  if (card)
    await step('set default payment method', () =>
      ctx.stripe.setDefaultPaymentMethod(subscription.id, card)
    )

  // 10. E-mails. A failed e-mail does not fail the membership.
  const sent = await sendEmails(step, ctx, membership, granted)
  await verifyCharge(step, ctx, membership, granted)
  await checkFirstTime(step, ctx, membership)
  const alerted = await step('write the outcome on the subscription', async () => {
    const written = await ctx.stripe.updateSubscriptionMetadata(subscription.id, {
      outcome: 'active',
      outcome_at: new Date(ctx.now()).toISOString(),
      membership_id: granted.id,
      officernd_member_id: granted.memberId,
      ...(sent ? {} : { emails: 'unsent' }),
    })
    return Boolean(written.alerted_at)
  })
  if (alerted) {
    const email = team.membershipAlertResolvedEmail(membership)
    await tryStep(step, 'send the resolved email', () => ctx.mail.send(email), 'required')
  }
  return 'active'
}

/** The subscription, and the person's others in the same round: another one may be live by now. */
async function readWithOthers(ctx: MembershipContext, params: FinishParams) {
  const readAtMs = ctx.now()
  const [subscription, others] = await Promise.all([
    ctx.stripe.subscription(params.subscriptionId),
    ctx.stripe.subscriptionsOf(params.email, params.customerId),
  ])
  // An event is news, not truth: no membership comes of an invoice that Stripe does not show as paid.
  if (!isLive(subscription) && !hasEnded(subscription.status)) throw new Error('not paid')
  return { subscription, others, readAtMs }
}

/** The workflow named after a first invoice that was paid later: by 3-D Secure, another card or staff. */
export async function finishAfterInvoicePaid(
  step: Step,
  ctx: MembershipContext,
  params: FinishParams
) {
  const { subscription, others, readAtMs } = await step('read the subscription', () =>
    readWithOthers(ctx, params)
  )
  if (subscription.metadata.outcome) return { outcome: subscription.metadata.outcome }
  const sale = parseSignup(subscription.metadata)
  if (!sale) throw new Error('not a membership')
  const paymentMethod = subscription.metadata.payment_method ?? ''
  const billed = { sale, subscription, paymentMethod, config: ctx.config }
  const membership = { ...billed, others, readAtMs }
  if (sale.promo)
    await tryStep(step, 'count the code', () => settleUse(ctx, sale, subscription), 'required')
  return { outcome: await finishMembership(step, ctx, membership, params.invoiceId) }
}

/** Creates it, unless the subscription has ended since it was read. */
async function grantMembership(ctx: MembershipContext, membership: ReadMembership) {
  const { sale, subscription, readAtMs } = membership
  if (!isFresh(readAtMs, ctx.now())) {
    const current = await ctx.stripe.subscription(subscription.id)
    if (hasEnded(current.status)) return { ended: current }
  }
  const memberWriter = await ctx.memberWriter(sale.email)
  try {
    return await memberWriter.grantMembership(membershipRequest(membership))
  } catch (error) {
    log.membershipFailed(subscription, error)
    throw error
  }
}

async function sendEmails(
  step: Step,
  ctx: MembershipContext,
  membership: BilledMembership,
  granted: { id: string; memberId: string }
): Promise<boolean> {
  const { id, memberId } = granted
  const sent = await Promise.all([
    ...welcomeEmails(membership).map((email, index) =>
      sendEmail(step, ctx, index === 0 ? 'customer' : 'payment note', email)
    ),
    sendEmail(step, ctx, 'team', team.newMemberEmail(membership, id, memberId)),
  ])
  const failed = sent.filter((name) => name !== null)
  for (const name of failed) log.welcomeFailed(membership.subscription, name)
  return failed.length === 0
}

/** Alerts the team if the membership or its price is not as requested, or if the charge does not match the quote. */
async function verifyCharge(
  step: Step,
  ctx: MembershipContext,
  membership: BilledMembership,
  granted: GrantedMembership
): Promise<void> {
  const { sale, subscription } = membership
  const { id, price, certainty } = granted
  if (certainty !== 'verified' || price === null) {
    log.membershipUncertain(subscription, id, certainty)
    await step('alert the team: membership not verified', () =>
      ctx.mail.send(team.uncertainMembershipAlert(membership, granted))
    )
  }
  if (price !== null && price !== 0) {
    log.priceNotZero(subscription, id)
    await step('alert the team: price not 0', () =>
      ctx.mail.send(team.priceNotZeroAlert(membership, id))
    )
  }
  const chargedCents = subscription.invoice?.dueCents ?? 0
  if (matchesQuote(sale, subscription.startMs, chargedCents)) return
  log.chargeDiffers(subscription, sale.quotedCents, chargedCents)
  await step('alert the team: charge differs', () =>
    ctx.mail.send(team.chargeDiffersAlert(membership))
  )
}

/** Its name if it could not be sent, else `null`. */
async function sendEmail(
  step: Step,
  ctx: MembershipContext,
  name: string,
  email: Email
): Promise<string | null> {
  const sent = await tryPatiently(step, `send the ${name} email`, () => ctx.mail.send(email))
  return sent ? null : name
}
