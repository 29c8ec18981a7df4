/** What each letter about a membership says, and to whom. */
import type { Letter } from '../../clients/mailersend.ts'
import type { Subscription } from '../../clients/stripe/invoices.ts'
import { letterTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { momentInWords } from '../../core/time.ts'
import type { House } from '../../payments/context.ts'
import type { MembershipSale } from '../signup.ts'

/** MailerSend's template of the membership confirmation; its variables are unconfirmed. */
export const MEMBERSHIP_TEMPLATE = 'z3m5jgr0y5xgdpyo'

export interface AboutMembership {
  sale: MembershipSale
  subscription: Subscription
  /** `'Visa ending in 4242'`, empty when unknown. */
  paymentMethod: string
  house: House
}

export function welcome({ sale, subscription, paymentMethod, house }: AboutMembership): Letter {
  const { invoice } = subscription
  return {
    tag: letterTag(subscription.id, 'customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Welcome to Labour Temple: ${sale.planName}`,
    templateId: MEMBERSHIP_TEMPLATE,
    variables: {
      first_name: sale.firstName,
      plan_name: sale.planName,
      amount_paid: formatCents(invoice?.totalCents ?? 0),
      monthly_price: formatCents(sale.monthlyCents),
      terms_url: house.siteUrl + sale.termsUrl,
      promo_name: sale.promoName,
      receipt_id: invoice?.number ?? subscription.id,
      receipt_url: invoice?.url ?? '',
      payment_date: momentInWords(subscription.startMs),
      payment_method: paymentMethod,
      support_email: house.supportEmail,
    },
  }
}

export function newMember(about: AboutMembership, membershipId: string, memberId: string): Letter {
  const { sale } = about
  return toTeam(about, 'team', `New member: ${sale.customerName}, ${sale.planName}`, [
    `${sale.customerName} joined: ${sale.planName}.`,
    '',
    ...whoAndWhat(about),
    `OfficeRnD member: ${memberId}`,
    `OfficeRnD membership: ${membershipId}`,
  ])
}

export function membershipServedAfterAll(about: AboutMembership): Letter {
  const subject = `Resolved: ${about.sale.customerName} has her membership`
  return toTeam(about, 'resolved', subject, [
    'The membership exists in OfficeRnD. Nothing is left to do, unless someone made a second one by hand meanwhile.',
    '',
    ...whoAndWhat(about),
  ])
}

export function signed(sale: MembershipSale, house: House, lines: string[]): string {
  const end = [`Questions? Write to ${house.supportEmail}.`, 'Labour Temple, 2800 1st Ave, Seattle']
  return [`Hi ${sale.firstName},`, '', ...lines, '', ...end].join('\n')
}

export function toTeam(
  { subscription, house }: AboutMembership,
  name: string,
  subject: string,
  lines: string[],
  about: string = subscription.id
): Letter {
  return {
    tag: letterTag(about, name),
    to: house.teamEmails.map((email) => ({ email })),
    subject,
    text: lines.join('\n'),
  }
}

export function whoAndWhat({ sale, subscription, paymentMethod }: AboutMembership): string[] {
  const optional = (label: string, value: string) => (value ? [`${label}: ${value}`] : [])
  return [
    `Who: ${sale.customerName}, ${sale.email}, ${sale.phone}`,
    `What: ${sale.planName}, ${formatCents(sale.monthlyCents)} a month`,
    `First invoice: ${formatCents(subscription.invoice?.totalCents ?? 0)} (shown: ${formatCents(sale.quotedCents)})`,
    ...optional('Paid with', paymentMethod),
    ...optional('Promotion', sale.promoName),
    ...optional('Company', sale.company),
    ...optional('Heard of us', sale.referralSource),
    ...optional('Notes', sale.notes),
    `Stripe subscription: ${subscription.id} (${subscription.status})`,
    `Stripe customer: ${subscription.customerId}`,
    ...optional('Invoice', subscription.invoice?.url ?? ''),
  ]
}
