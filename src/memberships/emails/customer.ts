/** E-mails to the customer of a membership. Those about a sign-up that nobody has paid for greet nobody by name. */

import type { Email } from '../../clients/mailersend.ts'
import { FIRST_INVOICE, type Invoice, isCarriedOver } from '../../clients/stripe/invoices.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, formatDateTime, formatDay, seattleDay } from '../../core/time.ts'
import { type EmailContent, type Fact, renderEmail, WHERE } from '../../payments/emails/layout.ts'
import { REFUND_DELAY_TEXT } from '../../payments/emails/refund-wording.ts'
import { OWN_EMAIL } from '../../payments/emails/templates.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import type { MembershipConfig } from '../context.ts'
import { type BilledMembership, formatMonthly, type Signup } from '../signup.ts'

/** The welcome: MailerSend's template, and beside it what the template has no words for; or our own e-mail. */
export function welcomeEmails(membership: BilledMembership): Email[] {
  const { membershipTemplateId: templateId } = membership.config
  if (templateId === OWN_EMAIL) return [ownWelcome(membership)]
  const template = templateWelcome(membership, templateId)
  const notes = paymentNotes(membership.subscription.invoice)
  return notes.length === 0 ? [template] : [template, paymentNote(membership, notes)]
}

function templateWelcome(membership: BilledMembership, templateId: string): Email {
  const { sale, subscription, paymentMethod, config } = membership
  const { invoice } = subscription
  return {
    tag: emailTag(subscription.id, 'customer'),
    to: recipient(sale, hasPaid(membership)),
    subject: `Welcome to Labour Temple: ${sale.planName}`,
    templateId,
    variables: {
      first_name: hasPaid(membership) ? sale.firstName : 'there',
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

function ownWelcome(membership: BilledMembership): Email {
  const { sale, subscription, config } = membership
  const { periodEndMs } = subscription
  const cancel =
    periodEndMs === null
      ? `To cancel, write to ${config.supportEmail}.`
      : `To cancel, write to ${config.supportEmail} before ${formatDateTime(periodEndMs)}: your membership then ends without a further payment.`
  return paidEmail(membership, 'customer', `Welcome to Labour Temple: ${sale.planName}`, {
    heading: 'Welcome to Labour Temple',
    opening: [
      `Your ${sale.planName} membership begins on ${formatDay(seattleDay(subscription.startMs))}. On your first visit, please come to the front desk.`,
      ...paymentNotes(subscription.invoice),
    ],
    facts: [
      { label: 'Membership', lines: [sale.planName] },
      { label: 'Price', lines: [formatMonthly(sale)] },
      ...firstPayment(membership),
      { label: 'Promotion', lines: [sale.promoName] },
      {
        label: 'Next payment',
        lines: [periodEndMs === null ? '' : formatDateTime(periodEndMs)],
      },
      WHERE,
      {
        label: 'Terms',
        lines: [],
        link: { text: 'Membership terms', url: config.siteUrl + sale.termsUrl },
      },
    ],
    closing: [cancel],
  })
}

function firstPayment({ subscription, paymentMethod }: BilledMembership): Fact[] {
  const { invoice } = subscription
  if (!invoice) return []
  const amount = formatCents(invoice.dueCents)
  const label = invoice.status === 'paid' ? 'Paid' : 'Being collected'
  const by = invoice.dueCents > 0 && paymentMethod ? `${amount}, ${paymentMethod}` : amount
  return [{ label, lines: [by] }, ...invoiceLink(invoice)]
}

/** What a customer would not expect about the first payment. */
function paymentNotes(invoice: Invoice | null): string[] {
  if (!invoice) return []
  if (isCarriedOver(invoice))
    return [
      `Nothing was charged today: ${formatCents(invoice.totalCents)} is less than can be charged and is added to your next payment.`,
    ]
  return invoice.status === 'open'
    ? [
        `Your bank is asked for ${formatCents(invoice.dueCents)}; that can take up to 4 business days. You need not wait for it.`,
      ]
    : []
}

function paymentNote(membership: BilledMembership, notes: string[]): Email {
  return paidEmail(membership, 'payment-note', 'About your first payment to Labour Temple', {
    heading: 'About your first payment',
    opening: notes,
    facts: [
      { label: 'Membership', lines: [membership.sale.planName] },
      ...firstPayment(membership),
    ],
    closing: [],
  })
}

/** Sent when the first payment was never completed. Stripe ends such a subscription after 23 hours. */
export function signupExpiredEmail({ sale, subscription, config }: BilledMembership): Email {
  return unpaidEmail({ sale, config }, emailTag(subscription.id, 'setup-expired'), {
    subject: 'Joining Labour Temple: your sign-up has ended',
    heading: 'Your sign-up has ended',
    opening: [
      `The first payment for ${sale.planName} was not completed within a day, so the sign-up has ended. Nothing has been charged.`,
    ],
    action: { label: 'Join again', url: planUrl(sale, config) },
  })
}

export interface UntoldSignup {
  setupId: string
  sale: Signup
  config: MembershipConfig
}

/** Declined, or 3-D Secure not done. `payUrl`: Stripe's page of the open invoice, which does both. */
export function paymentOpenEmail({ setupId, sale, config }: UntoldSignup, payUrl: string): Email {
  return unpaidEmail({ sale, config }, emailTag(setupId, 'payment-open'), {
    subject: 'Joining Labour Temple: your payment was not completed',
    heading: 'Your payment was not completed',
    opening: [
      `Your bank did not accept the first payment for ${sale.planName}, or asked you to confirm it. Nothing has been charged, and you are not a member yet.`,
      'You can still pay within 23 hours of your sign-up; after that it ends by itself.',
    ],
    action: payUrl
      ? { label: 'Confirm or pay with another card', url: payUrl }
      : { label: 'Join again', url: planUrl(sale, config) },
  })
}

export function priceChangedEmail({ setupId, sale, config }: UntoldSignup): Email {
  return unpaidEmail({ sale, config }, emailTag(setupId, 'price-changed'), {
    subject: 'Joining Labour Temple: the price has changed',
    heading: 'The price has changed',
    opening: [
      `What you saw as due for ${sale.planName} is no longer right: a month has begun, or a code has ended. Nothing has been charged, and you are not a member yet.`,
    ],
    action: { label: 'See the new price and join', url: planUrl(sale, config) },
  })
}

export function alreadyMemberEmail({ setupId, sale, config }: UntoldSignup): Email {
  return unpaidEmail({ sale, config }, emailTag(setupId, 'already-member'), {
    subject: 'Joining Labour Temple: you already have this membership',
    heading: 'You already have this membership',
    opening: [
      `${sale.planName} was ordered for this address a second time. Your membership stays as it is, and nothing has been charged for the second one.`,
    ],
  })
}

export function paymentFailedEmail(membership: BilledMembership, invoice: Invoice): Email {
  const { sale, config } = membership
  const about = { ...membership, subscription: { ...membership.subscription, invoice } }
  return {
    tag: emailTag(invoice.id, 'failed-customer'),
    to: recipient(sale, hasPaid(about)),
    subject: `Your payment for ${sale.planName} did not go through`,
    ...renderEmail({
      heading: 'Your payment did not go through',
      firstName: hasPaid(about) ? sale.firstName : null,
      opening: [
        `We could not collect ${formatCents(invoice.totalCents)} for your ${sale.planName} membership. Your membership stays as it is for now.`,
      ],
      ...(invoice.url && { action: { label: 'Pay with another card', url: invoice.url } }),
      facts: [
        { label: 'Membership', lines: [sale.planName] },
        { label: 'Open', lines: [formatCents(invoice.totalCents)] },
        { label: 'Invoice', lines: [invoice.number] },
      ],
      closing: ['If you have paid meanwhile, there is nothing that you need to do.'],
      supportEmail: config.supportEmail,
    }),
  }
}

export function endedEmail(membership: BilledMembership, lastDay: Day): Email {
  const { sale, config } = membership
  const subject = `Your ${sale.planName} membership has ended`
  return paidEmail(membership, 'ended-customer', subject, {
    heading: 'Your membership has ended',
    opening: [
      `Your ${sale.planName} membership has ended; its last day is ${formatDay(lastDay)}. You will not be charged again.`,
    ],
    action: { label: 'Join again', url: planUrl(sale, config) },
    facts: [],
    closing: [],
  })
}

export function refundedEmail(membership: BilledMembership, event: RefundOrDispute): Email {
  const { sale } = membership
  const amount = formatCents(event.cents)
  const email = paidEmail(
    membership,
    '',
    `${amount} of your membership payment has been refunded`,
    {
      heading: `${amount} has been refunded`,
      opening: [
        `We have given back ${amount} of your payment for ${sale.planName}. ${REFUND_DELAY_TEXT}`,
      ],
      facts: [
        { label: 'Membership', lines: [sale.planName] },
        { label: 'Refunded', lines: [amount] },
      ],
      closing: [],
    }
  )
  return { ...email, tag: emailTag(`${event.objectId}-${event.cents}`, 'refunded-customer') }
}

export function paidEmail(
  membership: BilledMembership,
  name: string,
  subject: string,
  content: Omit<EmailContent, 'firstName' | 'supportEmail'>
): Email {
  const { sale, subscription, config } = membership
  const paid = hasPaid(membership)
  return {
    tag: emailTag(subscription.id, name),
    to: recipient(sale, paid),
    subject,
    ...renderEmail({
      ...content,
      firstName: paid ? sale.firstName : null,
      supportEmail: config.supportEmail,
    }),
  }
}

export function unpaidEmail(
  { sale, config }: { sale: Signup; config: MembershipConfig },
  tag: string,
  {
    subject,
    ...content
  }: { subject: string } & Pick<EmailContent, 'heading' | 'opening' | 'action'>
): Email {
  const rest = { firstName: null, facts: [], closing: [], supportEmail: config.supportEmail }
  return { tag, to: recipient(sale, false), subject, ...renderEmail({ ...content, ...rest }) }
}

/** A name is free text, so it is used only once its sender has paid. */
function recipient({ email, customerName }: Signup, paid: boolean): Email['to'] {
  return [paid ? { email, name: customerName } : { email }]
}

/** A bank debit that is under way, and a free membership, are not paid. */
function hasPaid({ subscription: { invoice } }: BilledMembership): boolean {
  if (!invoice) return false
  const isFirst = invoice.billingReason === FIRST_INVOICE
  return !isFirst || (invoice.status === 'paid' && invoice.totalCents > 0)
}

function invoiceLink({ number, url }: Invoice): Fact[] {
  return url
    ? [{ label: 'Invoice', lines: [], link: { text: `See ${number} at Stripe`, url } }]
    : []
}

export const planUrl = ({ slug }: Signup, { siteUrl }: MembershipConfig) =>
  `${siteUrl}/memberships/${slug}`
