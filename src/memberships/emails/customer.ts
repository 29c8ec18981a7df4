/** E-mails to the customer of a membership. */

import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { formatDateTime } from '../../core/time.ts'
import type { MembershipConfig } from '../context.ts'
import { type BilledMembership, formatMonthly, type Signup } from '../signup.ts'

/** MailerSend's template for the membership confirmation. Its variable names are unconfirmed. */
export const MEMBERSHIP_TEMPLATE = 'z3m5jgr0y5xgdpyo'

export function welcomeEmail({
  sale,
  subscription,
  paymentMethod,
  config,
}: BilledMembership): Email {
  const { invoice } = subscription
  return {
    tag: emailTag(subscription.id, 'customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Welcome to Labour Temple: ${sale.planName}`,
    templateId: MEMBERSHIP_TEMPLATE,
    variables: {
      first_name: sale.firstName,
      plan_name: sale.planName,
      amount_paid: formatCents(invoice?.dueCents ?? 0),
      monthly_price: sale.reduced ? formatMonthly(sale) : formatCents(sale.monthlyCents),
      terms_url: config.siteUrl + sale.termsUrl,
      promo_name: sale.promoName,
      receipt_id: invoice?.number ?? subscription.id,
      receipt_url: invoice?.url ?? '',
      payment_date: formatDateTime(subscription.startMs),
      payment_method: invoice?.dueCents ? paymentMethod : '',
      support_email: config.supportEmail,
    },
  }
}

export function withSignature(sale: Signup, config: MembershipConfig, lines: string[]): string {
  const end = [
    `Questions? Write to ${config.supportEmail}.`,
    'Labour Temple, 2800 1st Ave, Seattle',
  ]
  return [`Hi ${sale.firstName},`, '', ...lines, '', ...end].join('\n')
}

/** Sent when the first payment was never completed. Stripe ends such a subscription after 23 hours. */
export function signupExpiredEmail({ sale, subscription, config }: BilledMembership): Email {
  return {
    tag: emailTag(subscription.id, 'setup-expired'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Joining Labour Temple: your payment was not completed`,
    text: withSignature(sale, config, [
      `Your first payment for ${sale.planName} was not completed within a day, so the sign-up has ended. Nothing has been charged.`,
      `You are welcome to try again: ${config.siteUrl}/memberships/${sale.slug}`,
    ]),
  }
}
