/** E-mails to the team about memberships. */

import type { Email } from '../../clients/mailersend.ts'
import type { GrantedMembership } from '../../clients/officernd/member-writer.ts'
import { FIRST_INVOICE, type Invoice, isCarriedOver } from '../../clients/stripe/invoices.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, formatDay, seattleDay } from '../../core/time.ts'
import { refundWording } from '../../payments/emails/refund-wording.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import type { MembershipConfig } from '../context.ts'
import { type BilledMembership, formatMonthly, type Signup } from '../signup.ts'

export function newMemberEmail(
  membership: BilledMembership,
  membershipId: string,
  memberId: string
): Email {
  const { sale } = membership
  return teamEmail(membership, 'team', `New member: ${sale.customerName}, ${sale.planName}`, [
    `${sale.customerName} joined: ${sale.planName}.`,
    '',
    ...saleSummary(membership),
    `OfficeRnD member: ${memberId}`,
    `OfficeRnD membership: ${membershipId}`,
  ])
}

export function membershipAlertResolvedEmail(membership: BilledMembership): Email {
  const subject = `Resolved: ${membership.sale.customerName} now has the membership`
  return teamEmail(membership, 'resolved', subject, [
    'The membership exists in OfficeRnD. Nothing is left to do, unless someone made a second one by hand meanwhile.',
    '',
    ...saleSummary(membership),
  ])
}

/** An e-mail to the team about a membership, tagged with `objectId` and `name`. */
export function teamEmail(
  { subscription, config }: BilledMembership,
  name: string,
  subject: string,
  lines: string[],
  objectId: string = subscription.id
): Email {
  return {
    tag: emailTag(objectId, name),
    to: config.teamEmails.map((email) => ({ email })),
    subject,
    text: lines.join('\n'),
  }
}

export function saleSummary({ sale, subscription, paymentMethod }: BilledMembership): string[] {
  const optionalLine = (label: string, value: string) => (value ? [`${label}: ${value}`] : [])
  return [
    `Who: ${sale.customerName}, ${sale.email}, ${sale.phone}`,
    `What: ${sale.planName}, ${formatMonthly(sale)}`,
    ...invoiceLines(sale, subscription.invoice),
    ...optionalLine('Paid with', paymentMethod),
    ...optionalLine('Promotion', sale.promoName),
    ...optionalLine('Company', sale.company),
    ...optionalLine('Heard of us', sale.referralSource),
    ...optionalLine('Notes', sale.notes),
    `Stripe subscription: ${subscription.id} (${subscription.status})`,
    `Stripe customer: ${subscription.customerId}`,
  ]
}

/** Only the first invoice can be held against the price that was shown. */
function invoiceLines(sale: Signup, invoice: Invoice | null): string[] {
  const shown = formatCents(sale.quotedCents)
  if (!invoice) return [`Shown as due at sign-up: ${shown}`]
  const total = formatCents(invoice.totalCents)
  const carried = isCarriedOver(invoice)
    ? ', added to the next invoice: Stripe charges $0.50 or more'
    : ''
  return [
    invoice.billingReason === FIRST_INVOICE
      ? `First invoice: ${total} (shown: ${shown})${carried}`
      : `Newest invoice: ${total}`,
    ...(invoice.url ? [`Invoice: ${invoice.number} ${invoice.url}`] : []),
  ]
}

/** Sent when a customer is billed and has no member or membership after 15 minutes (documents). */
export function unservedMembershipAlert(membership: BilledMembership, waitedMs: number, day: Day) {
  const { sale, subscription } = membership
  const start = seattleDay(subscription.startMs)
  const subject = `ALERT: ${sale.customerName} pays for ${sale.planName} and has no membership`
  return teamEmail(membership, `alert-${day}`, subject, [
    `${sale.customerName} joined ${Math.round(waitedMs / 60000)} minutes ago, Stripe bills the subscription, and OfficeRnD has no membership for it.`,
    '',
    ...saleSummary(membership),
    '',
    'What was tried: the workflow keeps asking OfficeRnD for the member and the membership. It looks for them before each try, so none is created twice.',
    '',
    'What to do by hand, in OfficeRnD:',
    '1. Find the member by e-mail; if missing, create it with name and e-mail from above.',
    `2. Assign the plan ${sale.planName} with start date ${start} (the subscription's) and PRICE 0, because Stripe bills. The workflow that is still trying finds and uses it.`,
  ])
}

/** After `stuckSignupAlert`: how the sign-up ended. */
export function signupAlertResolvedEmail(
  sale: Signup,
  setupId: string,
  outcome: string,
  config: MembershipConfig
): Email {
  return {
    tag: emailTag(setupId, 'resolved'),
    to: config.teamEmails.map((email) => ({ email })),
    subject:
      outcome === 'active'
        ? `Resolved: ${sale.customerName} has joined ${sale.planName}`
        : `Resolved: the sign-up of ${sale.customerName} to ${sale.planName} has ended`,
    text: [
      `The workflow has ended: ${SIGNUP_ENDS[outcome] ?? outcome}. Nothing is left to do, unless someone created a subscription by hand meanwhile: then there must be only one.`,
      '',
      `Who: ${sale.customerName}, ${sale.email}, ${sale.phone}`,
      `What: ${sale.planName}; shown as due: ${formatCents(sale.quotedCents)}`,
      `Stripe set-up: ${setupId}`,
    ].join('\n'),
  }
}

const SIGNUP_ENDS: Readonly<Record<string, string>> = {
  active: 'the subscription is live and the membership exists',
  declined: 'the first payment was declined and nothing was charged; the customer is told',
  'requires-action': 'the bank asks the customer to confirm the first payment; they are told',
  'quote-changed': 'the price had changed, so nothing was charged; the customer is told',
  'already-member': 'the customer has this plan already, and nothing was charged for it again',
  duplicate: 'another sign-up of the customer has the plan, and all of the money went back',
  ended: 'its subscription had ended before, and nothing was charged again',
}

/** Sent when a card is set up, nothing is charged, and there is still no subscription. */
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
      `${sale.customerName} gave a card or a bank account ${Math.round(waitedMs / 60000)} minutes ago. Nothing has been charged, and Stripe has no subscription yet.`,
      '',
      `Who: ${sale.customerName}, ${sale.email}, ${sale.phone}`,
      `What: ${sale.planName}; shown as due: ${formatCents(sale.quotedCents)}`,
      `Stripe set-up: ${setup.id}`,
      `Stripe customer: ${setup.customerId ?? 'unknown'}`,
      '',
      'What was tried: the workflow keeps asking Stripe for the subscription under one idempotency key, so none is created twice.',
      'It starts again every hour for three days, and joins by itself once Stripe answers. Nothing is lost by waiting.',
      'What to do by hand:',
      `1. See at status.stripe.com whether Stripe has an outage. In the Worker's log, filter by ${setup.id} for the reason.`,
      `2. If it cannot wait: in Stripe's dashboard create a subscription for this customer with the price ${sale.terms.priceId}, and in OfficeRnD the membership with the same start and PRICE 0. The workflow finds that subscription when it starts again, charges nothing and ends as already-member.`,
      '3. Leave the set-up itself alone: it has succeeded, so Stripe refuses to cancel it, and by itself it charges nothing.',
    ].join('\n'),
  }
}

export function priceNotZeroAlert(membership: BilledMembership, membershipId: string): Email {
  const subject = `ALERT: OfficeRnD would bill ${membership.sale.customerName} a second time`
  return teamEmail(membership, 'price', subject, [
    `The membership ${membershipId} was created with price 0, but OfficeRnD shows another price: its next bill run would charge the customer on top of Stripe.`,
    '',
    ...saleSummary(membership),
    '',
    'What was tried: nothing more. The customer has the membership, and its price is changed only by hand.',
    'What to do by hand: set the price of this membership to 0 in OfficeRnD before the next bill run.',
  ])
}

/** Sent when OfficeRnD took the membership and what it shows of it cannot be read, or differs. */
export function uncertainMembershipAlert(
  membership: BilledMembership,
  { id, memberId, certainty }: GrantedMembership
): Email {
  const { sale, subscription } = membership
  const what =
    certainty === 'unclear'
      ? 'what it shows is not the membership that was asked for, or shows none'
      : 'some of what it shows of it could not be read'
  return teamEmail(
    membership,
    'membership-uncertain',
    `ALERT: check the membership of ${sale.customerName} in OfficeRnD`,
    [
      `OfficeRnD was asked once for the membership of ${sale.customerName}, and ${what}. Stripe bills the subscription, and the customer got the welcome e-mail.`,
      '',
      ...saleSummary(membership),
      `OfficeRnD member: ${memberId}`,
      `OfficeRnD membership: ${id || 'its id could not be read'}`,
      '',
      'What was tried: it was asked for once and looked for again. No second one is created by itself.',
      `What to do by hand: in OfficeRnD check that the member has one membership of this plan, with start date ${seattleDay(subscription.startMs)} and PRICE 0 (Stripe bills); correct it, or create it if there is none.`,
      'If this happens to every sale, OfficeRnD has changed its API: set SALES_PAUSED to "memberships passes" and tell the person who maintains the Workers.',
    ]
  )
}

/** Sent when the first invoice differs from the quote by more than the seconds between them explain. */
export function chargeDiffersAlert(membership: BilledMembership): Email {
  const { sale, subscription } = membership
  const chargedCents = subscription.invoice?.dueCents ?? 0
  const charged = formatCents(chargedCents)
  const shown = formatCents(sale.quotedCents)
  const difference = formatCents(Math.abs(chargedCents - sale.quotedCents))
  return teamEmail(
    membership,
    'charge-differs',
    `ALERT: ${sale.customerName} was charged ${charged}, shown ${shown}`,
    [
      `The first invoice is ${charged}; the page had shown ${shown}. The seconds between the two do not explain it.`,
      '',
      ...saleSummary(membership),
      '',
      'What was tried: nothing; the membership goes on.',
      chargedCents > sale.quotedCents
        ? `What to do by hand: refund the difference, ${difference}, in Stripe and write to the customer. Then find out why.`
        : `What to do by hand: find out why. It is ${difference} less than the customer agreed to, so nothing is owed to them.`,
    ]
  )
}

export function paymentFailedAlert(membership: BilledMembership, invoice: Invoice): Email {
  const { sale, subscription } = membership
  const amount = formatCents(invoice.totalCents)
  return teamEmail(
    membership,
    'payment-failed',
    `ALERT: payment failed: ${sale.customerName}, ${amount}`,
    [
      `Stripe could not collect ${amount} from ${sale.customerName} for ${sale.planName}. The membership in OfficeRnD was left as it is, and the customer gets an e-mail.`,
      '',
      ...saleSummary({ ...membership, subscription: { ...subscription, invoice } }),
      '',
      `What to do: card payments are retried by Stripe for one to three weeks; a bank debit of a first invoice is not, and the subscription stays ${subscription.status}. Talk to the customer; end the subscription in Stripe if they do not pay.`,
    ],
    invoice.id
  )
}

export function membershipEndedEmail(membership: BilledMembership, lastDay: Day): Email {
  const { sale } = membership
  return teamEmail(
    membership,
    'ended',
    `Membership ended: ${sale.customerName}, ${sale.planName}`,
    [
      `The subscription has ended in Stripe. The membership in OfficeRnD now ends on ${formatDay(lastDay)}.`,
      '',
      ...saleSummary(membership),
      ...membershipLine(membership),
    ]
  )
}

/** Subscription and membership stay as they are: only a person can know what the refund was meant for. */
export function disputeNotice(membership: BilledMembership, event: RefundOrDispute): Email {
  const { sale } = membership
  const nth = `${event.objectId}-${event.cents}`
  const sold = { who: sale.customerName, what: `the ${sale.planName} membership` }
  const { subject, lines } = refundWording(event, sold)
  const unchanged =
    'Subscription and membership were left as they are: end them by hand if that is meant.'
  const text = [...lines, unchanged, '', ...saleSummary(membership), ...evidence(membership, event)]
  return teamEmail(membership, event.type, subject, text, nth)
}

/** Nothing before OfficeRnD has the membership. */
export function membershipLine({ subscription }: BilledMembership): string[] {
  const { membership_id: id, officernd_member_id: memberId } = subscription.metadata
  return id ? [`OfficeRnD membership: ${id}, member ${memberId ?? ''}`] : []
}

export function evidence(membership: BilledMembership, { paymentId }: RefundOrDispute) {
  const { sale, subscription, config } = membership
  const { emails } = subscription.metadata
  return [
    `Stripe payment: ${paymentId}`,
    ...membershipLine(membership),
    `Welcome e-mail: ${emails === 'unsent' ? 'could not be sent' : `sent to ${sale.email}, tag ${emailTag(subscription.id, 'customer')}`}`,
    `Terms shown at sign-up: ${config.siteUrl}${sale.termsUrl}`,
  ]
}
