/** Tells the customer by e-mail how a sign-up ended when the page did not: it was closed, or had stopped waiting. */
import type { Email } from '../../clients/mailersend.ts'
import type { Step } from '../../core/workflow.ts'
import { NOT_NEEDED, SENT_LATE, UNSENT } from '../../payments/emails/unsent.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import * as customer from '../emails/customer.ts'
import { otherSignupEmail } from '../emails/undone.ts'
import { parseSignup } from '../signup.ts'
import { isLive, isOf } from '../subscription.ts'

export async function tellSignupOutcome(
  step: Step,
  ctx: MembershipContext,
  { setupId }: MembershipWorkflowParams<'untold-signup-outcome'>
) {
  const email = await step('write the email', () => emailAbout(ctx, setupId))
  if (email) await step('send the email', () => ctx.mail.send(email))
  await step('record that the customer knows', () =>
    ctx.stripe.updateSetupMetadata(setupId, email ? SENT_LATE : NOT_NEEDED)
  )
  return { outcome: email ? 'told' : 'known' }
}

/** `null` when the page has said it, or when the customer has moved on meanwhile. */
async function emailAbout(ctx: MembershipContext, setupId: string): Promise<Email | null> {
  const setup = await ctx.stripe.getSetupIntent(setupId)
  const sale = setup && parseSignup(setup.metadata)
  if (!sale || setup.metadata.emails !== UNSENT.emails) return null
  const { outcome, subscription_id: subscriptionId } = setup.metadata
  // A page that was asked for 3-D Secure may have been closed before the customer authenticated.
  const taken = await ctx.attempt(sale.attemptId).wasTaken(setupId)
  if (taken && outcome !== 'requires-action') return null
  const about = { setupId, sale, config: ctx.config }
  const isMember = setup.subscriptions.some(
    (one) => isLive(one) && isOf(one, sale, sale.terms.priceId)
  )
  if (outcome === 'already-member')
    return isMember ? customer.alreadyMemberEmail(about) : otherSignupEmail(about)
  if (isMember) return null
  if (!subscriptionId) return customer.priceChangedEmail(about)
  const { status, invoice } = await ctx.stripe.subscription(subscriptionId)
  return status === 'incomplete' ? customer.paymentOpenEmail(about, invoice?.url ?? '') : null
}
