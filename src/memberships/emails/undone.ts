/** E-mails to customers and team about sign-ups and subscriptions that did not become a membership. */

import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { REFUND_DELAY_TEXT } from '../../payments/emails/refund-wording.ts'
import type { BilledMembership } from '../signup.ts'
import { paidEmail, planUrl, type UntoldSignup, unpaidEmail } from './customer.ts'
import { saleSummary, teamEmail } from './team.ts'

/** Stopped for another sign-up to the same plan, which has not become a membership. */
export function otherSignupEmail({ setupId, sale, config }: UntoldSignup): Email {
  return unpaidEmail({ sale, config }, emailTag(setupId, 'other-signup'), {
    subject: 'Joining Labour Temple: your sign-up was not completed',
    heading: 'Your sign-up was not completed',
    opening: [
      `Another sign-up for ${sale.planName} was under way for this address, so this one stopped. Nothing has been charged for it.`,
    ],
    action: { label: 'Join again', url: planUrl(sale, config) },
  })
}

/** One of several sign-ups of one person, cancelled. `cents` went back; a bank debit may still be under way. */
export function duplicateEmail(
  membership: BilledMembership,
  { cents, isUnderWay }: { cents: number; isUnderWay: boolean }
): Email {
  const { sale } = membership
  const amount = formatCents(cents)
  const later =
    'Your bank debit is still on its way; we give back all of the money when it arrives.'
  const back = `We have given back all of the money, ${amount}. ${REFUND_DELAY_TEXT}`
  const subject = `One of your sign-ups for ${sale.planName} has been cancelled`
  return paidEmail(membership, 'duplicate-customer', subject, {
    heading: 'One of your sign-ups has been cancelled',
    opening: [
      `You signed up for ${sale.planName} more than once, and one membership is enough: we have cancelled one of the sign-ups.`,
      ...(isUnderWay ? [later] : cents > 0 ? [back] : []),
    ],
    facts: cents > 0 ? [{ label: 'Refunded', lines: [amount] }] : [],
    closing: [],
  })
}

/** `cents` went back. `isUnderWay`: a bank debit that cannot be refunded before it has settled. */
export function duplicateNotice(
  membership: BilledMembership,
  { cents, isUnderWay }: { cents: number; isUnderWay: boolean }
): Email {
  const { sale } = membership
  const amount = formatCents(cents)
  const sum = isUnderWay ? 'bank debit under way' : `${amount} refunded`
  const subject = `${isUnderWay ? 'ALERT: ' : ''}Signed up twice: ${sale.customerName}, ${sum}`
  const back =
    cents > 0
      ? `All of the money, ${amount}, went back.`
      : 'Nothing had been charged for it; all of the money stays with the customer.'
  return teamEmail(membership, 'duplicate', subject, [
    `${sale.customerName} signed up for ${sale.planName} more than once, and another sign-up has the plan. This subscription has been ended, and OfficeRnD got no membership for it.`,
    isUnderWay
      ? 'What to do by hand: its bank debit cannot be refunded before it settles. When it has, refund all of the money in Stripe.'
      : `${back} Nothing is left to do.`,
    '',
    ...saleSummary(membership),
  ])
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
