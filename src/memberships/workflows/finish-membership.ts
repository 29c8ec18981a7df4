/** Track 1, steps 9–10: Stripe bills, so the house has a member, or a person on the team is told her name. */

import { log } from '../../core/log.ts'
import { seattleDay } from '../../core/time.ts'
import { type Step, tryStep } from '../../core/workflow.ts'
import { COMPLETED } from '../../payments/attempt-ledger.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { welcomeEmail } from '../emails/customer.ts'
import * as letters from '../emails/team.ts'
import { chargeDiffersAlert, priceNotZeroAlert } from '../emails/team.ts'
import { type BilledMembership, parseSignup } from '../signup.ts'
import { matchesQuote } from '../subscription.ts'

/**
 * What is left to do once a subscription is live. The run of the set-up and the run of a paid invoice
 * may both come here: the one that claims the subscription first finishes it, the other leaves it to it.
 */
export async function finishMembership(
  step: Step,
  ctx: MembershipContext,
  about: BilledMembership,
  runName: string
): Promise<'active'> {
  const { sale, subscription } = about
  const ledger = ctx.attempt(sale.attemptId)
  const holder = await step('claim the subscription', () => ledger.claim(subscription.id, runName))
  if (holder !== runName) return 'active'

  // 9c. The house knows its members from OfficeRnD alone.
  const membership = await step('give the membership', () => grantMembership(ctx, about))
  log.membershipGranted(subscription.id, membership.id)
  const told = { outcome: 'active', subscriptionId: subscription.id }
  await tryStep(step, 'tell the page', async () => {
    await ledger.publishResult(COMPLETED, told)
    return true
  })

  const card = subscription.metadata.second_card
  if (card)
    await step('keep the card', () => ctx.stripe.setDefaultPaymentMethod(subscription.id, card))

  // 10. Letters. Losing one loses no membership.
  const sent = await writeLetters(step, ctx, about, membership)
  await verifyCharge(step, ctx, about, membership)
  const alerted = await step('write the outcome on the subscription', async () => {
    const written = await ctx.stripe.updateSubscriptionMetadata(subscription.id, {
      outcome: 'active',
      outcome_at: new Date(ctx.now()).toISOString(),
      membership_id: membership.id,
      officernd_member_id: membership.memberId,
      ...(sent ? {} : { emails: 'unsent' }),
    })
    return Boolean(written.alerted_at)
  })
  if (alerted) await letter(step, ctx, 'resolved', letters.membershipAlertResolvedEmail(about))
  return 'active'
}

/** The run named after a first invoice that was paid later: by 3-D Secure, by another card, by staff. */
export async function finishAfterInvoicePaid(
  step: Step,
  ctx: MembershipContext,
  { invoiceId, subscriptionId }: MembershipWorkflowParams<'finish-membership'>
) {
  const subscription = await step('read the subscription', () =>
    ctx.stripe.subscription(subscriptionId)
  )
  if (subscription.metadata.outcome) return { outcome: subscription.metadata.outcome }
  const sale = parseSignup(subscription.metadata)
  if (!sale) throw new Error('not a membership')
  const paymentMethod = subscription.metadata.payment_method ?? ''
  const about = { sale, subscription, paymentMethod, config: ctx.config }
  return { outcome: await finishMembership(step, ctx, about, invoiceId) }
}

async function grantMembership(ctx: MembershipContext, { sale, subscription }: BilledMembership) {
  const desk = await ctx.memberWriter(sale.email)
  try {
    return await desk.grantMembership({
      subscriptionId: subscription.id,
      memberId: sale.memberId,
      person: { name: sale.customerName, email: sale.email, phone: sale.phone },
      planId: ctx.config.officerndPlans[sale.slug] ?? '',
      planName: sale.planName,
      startDay: seattleDay(subscription.startMs),
      begunAtMs: subscription.startMs,
    })
  } catch (error) {
    log.membershipFailed(subscription.id, error)
    throw error
  }
}

async function writeLetters(
  step: Step,
  ctx: MembershipContext,
  about: BilledMembership,
  membership: { id: string; memberId: string }
): Promise<boolean> {
  const { id, memberId } = membership
  const [customer, team] = await Promise.all([
    letter(step, ctx, 'customer', welcomeEmail(about)),
    letter(step, ctx, 'team', letters.newMemberEmail(about, id, memberId)),
  ])
  return customer && team
}

/** Two sums that must agree: what was charged with what was shown, and OfficeRnD's price with nothing. */
async function verifyCharge(
  step: Step,
  ctx: MembershipContext,
  about: BilledMembership,
  membership: { id: string; price: number }
): Promise<void> {
  const { sale, subscription } = about
  const { id, price } = membership
  if (price !== 0) {
    log.priceNotZero(subscription.id, id)
    await step('tell the team of the price', () => ctx.mail.send(priceNotZeroAlert(about, id)))
  }
  const chargedCents = subscription.invoice?.totalCents ?? 0
  if (matchesQuote(sale, subscription.startMs, chargedCents)) return
  log.chargeDiffers(subscription.id, sale.quotedCents, chargedCents)
  await step('tell the team of the charge', () => ctx.mail.send(chargeDiffersAlert(about)))
}

async function letter(
  step: Step,
  ctx: MembershipContext,
  name: string,
  content: Parameters<MembershipContext['mail']['send']>[0]
): Promise<boolean> {
  const sent = await tryStep(step, `write the ${name} letter`, () => ctx.mail.send(content))
  if (!sent) log.emailFailed(content.tag, name)
  return sent === true
}
