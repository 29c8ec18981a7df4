/** What each letter about a membership says, and to whom. */

import type { Email } from '../../clients/mailersend.ts'
import type { Invoice } from '../../clients/stripe/invoices.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, formatDay, seattleDay } from '../../core/time.ts'
import { REFUND_DELAY_TEXT, refundWording } from '../../payments/emails/refund-wording.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import type { MembershipConfig } from '../context.ts'
import type { BilledMembership, Signup } from '../signup.ts'
import { withSignature } from './customer.ts'

export function newMemberEmail(
  about: BilledMembership,
  membershipId: string,
  memberId: string
): Email {
  const { sale } = about
  return teamEmail(about, 'team', `New member: ${sale.customerName}, ${sale.planName}`, [
    `${sale.customerName} joined: ${sale.planName}.`,
    '',
    ...saleSummary(about),
    `OfficeRnD member: ${memberId}`,
    `OfficeRnD membership: ${membershipId}`,
  ])
}

export function membershipAlertResolvedEmail(about: BilledMembership): Email {
  const subject = `Resolved: ${about.sale.customerName} has her membership`
  return teamEmail(about, 'resolved', subject, [
    'The membership exists in OfficeRnD. Nothing is left to do, unless someone made a second one by hand meanwhile.',
    '',
    ...saleSummary(about),
  ])
}

export function teamEmail(
  { subscription, config }: BilledMembership,
  name: string,
  subject: string,
  lines: string[],
  about: string = subscription.id
): Email {
  return {
    tag: emailTag(about, name),
    to: config.teamEmails.map((email) => ({ email })),
    subject,
    text: lines.join('\n'),
  }
}

export function saleSummary({ sale, subscription, paymentMethod }: BilledMembership): string[] {
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

/** Documents: charged and no member or membership within 15 minutes is escalated. */
export function unservedMembershipAlert(about: BilledMembership, waitedMs: number, day: Day) {
  const { sale, subscription } = about
  const start = seattleDay(subscription.startMs)
  const subject = `ALERT: ${sale.customerName} pays for ${sale.planName} and has no membership`
  return teamEmail(about, `alert-${day}`, subject, [
    `${sale.customerName} joined ${Math.round(waitedMs / 60000)} minutes ago, Stripe bills the subscription, and OfficeRnD has no membership for it.`,
    '',
    ...saleSummary(about),
    '',
    'What was tried: member and membership are being asked for at OfficeRnD again and again, looking first so that none is made twice; it goes on being tried.',
    '',
    'What to do by hand: find the member by e-mail in OfficeRnD, or create it with name and e-mail from above;',
    `assign the plan with start date ${start} (the subscription's) and PRICE 0, because Stripe bills. The run that is still trying adopts it.`,
  ])
}

/** Her card is set up, nothing is charged, and no subscription has come of it. */
export function stuckSignupAlert(
  sale: Signup,
  setup: { id: string; customerId: string | null },
  config: MembershipConfig,
  waitedMs: number,
  day: Day
): Email {
  return {
    tag: emailTag(setup.id, `alert-${day}`),
    to: config.teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${sale.customerName} wants to join ${sale.planName} and has no subscription`,
    text: [
      `${sale.customerName} gave her card ${Math.round(waitedMs / 60000)} minutes ago. Nothing has been charged, and Stripe has no subscription yet.`,
      '',
      `Who: ${sale.customerName}, ${sale.email}, ${sale.phone}`,
      `What: ${sale.planName}; shown as due: ${formatCents(sale.quotedCents)}`,
      `Stripe set-up: ${setup.id}`,
      `Stripe customer: ${setup.customerId ?? 'unknown'}`,
      '',
      'What was tried: the subscription is being asked for again and again, under one key, so that none is made twice; it goes on being tried.',
      'What to do by hand: if Stripe is well, create the subscription in its dashboard for this customer, and the membership in OfficeRnD with the same start and PRICE 0; then cancel this set-up.',
    ].join('\n'),
  }
}

export function priceNotZeroAlert(about: BilledMembership, membershipId: string): Email {
  const subject = `ALERT: OfficeRnD would bill ${about.sale.customerName} a second time`
  return teamEmail(about, 'price', subject, [
    `The membership ${membershipId} was created with price 0, but OfficeRnD shows another price: its next bill run would charge her on top of Stripe.`,
    '',
    ...saleSummary(about),
    '',
    'What to do: set the price of this membership to 0 in OfficeRnD before the next bill run.',
  ])
}

/** The till and the page must agree: less by the seconds that passed, never more. */
export function chargeDiffersAlert(about: BilledMembership): Email {
  const { sale, subscription } = about
  const charged = formatCents(subscription.invoice?.totalCents ?? 0)
  const shown = formatCents(sale.quotedCents)
  return teamEmail(
    about,
    'charge-differs',
    `ALERT: ${sale.customerName} was charged ${charged}, shown ${shown}`,
    [
      `The first invoice is ${charged}; the page had shown ${shown}. Seconds that passed do not explain it.`,
      '',
      ...saleSummary(about),
      '',
      'What to do: if she was charged more, refund the difference in Stripe and write to her. Then find out why.',
    ]
  )
}

export function paymentFailed(about: BilledMembership, invoice: Invoice): Email[] {
  const { sale, subscription, config } = about
  const amount = formatCents(invoice.totalCents)
  const tag = (name: string) => emailTag(invoice.id, name)
  return [
    {
      tag: tag('failed-customer'),
      to: [{ email: sale.email, name: sale.customerName }],
      subject: `Your payment for ${sale.planName} did not go through`,
      text: withSignature(sale, config, [
        `We could not collect ${amount} for your ${sale.planName} membership. Your membership stays as it is for now.`,
        ...(invoice.url ? [`You can pay with another card here: ${invoice.url}`] : []),
      ]),
    },
    teamEmail(
      about,
      'payment-failed',
      `ALERT: payment failed: ${sale.customerName}, ${amount}`,
      [
        `Stripe could not collect ${amount} from ${sale.customerName} for ${sale.planName}. The membership in OfficeRnD was left as it is, and she was written to.`,
        '',
        ...saleSummary(about),
        `Invoice: ${invoice.number} ${invoice.url}`,
        '',
        `What to do: card payments are retried by Stripe for one to three weeks; a bank debit of a first invoice is not, and the subscription stays ${subscription.status}. Talk to her; end the subscription in Stripe if she does not pay.`,
      ],
      invoice.id
    ),
  ]
}

export function membershipEnded(about: BilledMembership, day: Day): Email[] {
  const { sale, subscription, config } = about
  return [
    {
      tag: emailTag(subscription.id, 'ended-customer'),
      to: [{ email: sale.email, name: sale.customerName }],
      subject: `Your ${sale.planName} membership has ended`,
      text: withSignature(sale, config, [
        `Your ${sale.planName} membership has ended; its last day is ${formatDay(day)}. You will not be charged again.`,
      ]),
    },
    teamEmail(about, 'ended', `Membership ended: ${sale.customerName}, ${sale.planName}`, [
      `The subscription has ended in Stripe. The membership in OfficeRnD now ends on ${formatDay(day)}.`,
      '',
      ...saleSummary(about),
    ]),
  ]
}

/** Subscription and membership are left as they are: what was meant by it only people know. */
export function disputeNotice(about: BilledMembership, event: RefundOrDispute): Email[] {
  const { sale, config } = about
  const nth = `${event.objectId}-${event.cents}`
  const sold = { who: sale.customerName, what: `the ${sale.planName} membership` }
  const { subject, lines } = refundWording(event, sold)
  const left =
    'Subscription and membership were left as they are: end them by hand if that is meant.'
  const text = [...lines, left, '', ...saleSummary(about), ...evidence(about, event)]
  const team = teamEmail(about, event.type, subject, text, nth)
  if (event.type !== 'refunded') return [team]
  const customer = {
    tag: emailTag(nth, 'refunded-customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `${formatCents(event.cents)} of your membership payment has been refunded`,
    text: withSignature(sale, config, [
      `We have given back ${formatCents(event.cents)} of your payment for ${sale.planName}. ${REFUND_DELAY_TEXT}`,
    ]),
  }
  return [customer, team]
}

export function evidence(
  { sale, subscription, config }: BilledMembership,
  { paymentId }: RefundOrDispute
) {
  const { membership_id: membership, officernd_member_id: member, emails } = subscription.metadata
  return [
    `Stripe payment: ${paymentId}`,
    ...(membership ? [`OfficeRnD membership: ${membership}, member ${member ?? ''}`] : []),
    `Welcome e-mail: ${emails === 'unsent' ? 'could not be sent' : `sent to ${sale.email}, tag ${emailTag(subscription.id, 'customer')}`}`,
    `Terms shown when she joined: ${config.siteUrl}${sale.termsUrl}`,
  ]
}
