/** Sends the e-mails of a membership that could not be sent during sign-up. */
import { FIRST_INVOICE } from '../../clients/stripe/invoices.ts'
import type { Step } from '../../core/workflow.ts'
import { NOT_NEEDED, SENT_LATE, sendAll, UNSENT } from '../../payments/emails/unsent.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { welcomeEmails } from '../emails/customer.ts'
import { newMemberEmail } from '../emails/team.ts'
import { parseSignup } from '../signup.ts'
import { hasEnded } from '../subscription.ts'

export async function sendUnsentMembershipEmails(
  step: Step,
  ctx: MembershipContext,
  { subscriptionId }: MembershipWorkflowParams<'unsent-membership-emails'>
) {
  const subscription = await step('read the subscription', async () => {
    const current = await ctx.stripe.subscription(subscriptionId)
    if (current.invoice?.billingReason === FIRST_INVOICE) return current
    // Renewed meanwhile: the e-mails are about the first payment.
    return { ...current, invoice: await ctx.stripe.firstInvoiceOf(subscriptionId) }
  })
  const { metadata } = subscription
  const sale = parseSignup(metadata)
  if (!sale || metadata.emails !== UNSENT.emails) return { outcome: 'nothing to write' }
  if (hasEnded(subscription.status)) {
    await step('record that no welcome is sent', () =>
      ctx.stripe.updateSubscriptionMetadata(subscription.id, NOT_NEEDED)
    )
    return { outcome: 'ended meanwhile' }
  }
  const paymentMethod = metadata.payment_method ?? ''
  const membership = { sale, subscription, paymentMethod, config: ctx.config }
  const { membership_id: membershipId = '', officernd_member_id: memberId = '' } = metadata
  await sendAll(step, ctx, [
    ...welcomeEmails(membership),
    newMemberEmail(membership, membershipId, memberId),
  ])
  await step('record that emails are sent', () =>
    ctx.stripe.updateSubscriptionMetadata(subscription.id, SENT_LATE)
  )
  return { outcome: 'written' }
}
