/** E-mails about subscriptions that did not become a membership. */

import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { REFUND_DELAY_TEXT } from '../../payments/emails/refund-wording.ts'
import type { BilledMembership } from '../signup.ts'
import { withSignature } from './customer.ts'
import { saleSummary, teamEmail } from './team.ts'

/** `cents` went back. `isUnderWay`: a bank debit that cannot be refunded before it has settled. */
export function duplicateEmails(
  membership: BilledMembership,
  { cents, isUnderWay }: { cents: number; isUnderWay: boolean }
): Email[] {
  const { sale, subscription, config } = membership
  const amount = formatCents(cents)
  const back =
    cents > 0 ? [`We have given back all of the money, ${amount}. ${REFUND_DELAY_TEXT}`] : []
  const later =
    'Your bank debit is still on its way; we give back all of the money when it arrives.'
  const customer = {
    tag: emailTag(subscription.id, 'duplicate-customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `One of your sign-ups for ${sale.planName} has been cancelled`,
    text: withSignature(sale, config, [
      `You signed up for ${sale.planName} more than once, and one membership is enough: we have cancelled one of the sign-ups.`,
      ...(isUnderWay ? [later] : back),
    ]),
  }
  const sum = isUnderWay ? 'bank debit under way' : `${amount} refunded`
  const subject = `${isUnderWay ? 'ALERT: ' : ''}Signed up twice: ${sale.customerName}, ${sum}`
  const team = teamEmail(membership, 'duplicate', subject, [
    `${sale.customerName} signed up for ${sale.planName} more than once, and another sign-up has the plan. This subscription has been ended, and OfficeRnD got no membership for it.`,
    isUnderWay
      ? 'What to do by hand: its bank debit cannot be refunded before it settles. When it has, refund all of the money in Stripe.'
      : `${cents > 0 ? `All of the money, ${amount}, went back.` : 'Nothing had been charged for it; all of the money stays with the customer.'} Nothing is left to do.`,
    '',
    ...saleSummary(membership),
  ])
  return [customer, team]
}

/** Ended in Stripe before OfficeRnD had the membership. `leftCents`: paid and not refunded. */
export function endedBeforeMembership(membership: BilledMembership, leftCents: number): Email {
  const { sale } = membership
  const left = formatCents(leftCents)
  const subject = leftCents
    ? `ALERT: ${sale.customerName} paid ${left} for ${sale.planName} and has no membership`
    : `No membership for ${sale.customerName}: the subscription has ended, the money went back`
  return teamEmail(membership, 'ended-before', subject, [
    `The subscription of ${sale.customerName} to ${sale.planName} ended in Stripe before OfficeRnD had a membership for it. None was created, and none will be.`,
    leftCents
      ? `What to do by hand: ${left} of the payment is not refunded. Refund it in Stripe, unless the customer is to keep a membership; in that case ask them to join again.`
      : 'All of the money went back. Nothing is left to do.',
    '',
    ...saleSummary(membership),
  ])
}
