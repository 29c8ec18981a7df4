/** E-mails to the customer of a day pass. Those about a debit that has not been paid greet nobody by name. */
import type { Email } from '../../clients/mailersend.ts'
import { receiptUrl } from '../../clients/stripe/payments.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, formatDateTime, formatDay, formatDayOfYear } from '../../core/time.ts'
import { type EmailContent, type Fact, renderEmail, WHERE } from '../../payments/emails/layout.ts'
import { OWN_EMAIL } from '../../payments/emails/templates.ts'
import { isDebit, type PaidPass } from '../purchase.ts'
import { latestDebitPassDay } from '../rules/pass-day.ts'
import { passCalendar } from './calendar-file.ts'

/**
 * The confirmation: MailerSend's template, and beside it what the template has no words for; or our own
 * e-mail. `sharedWith`: the name that used the e-mail address before, if it is another one.
 */
export function purchaseEmails(paid: PaidPass, day: Day, sharedWith: string | null): Email[] {
  const isOwn = paid.config.purchaseTemplateId === OWN_EMAIL
  const isExpected = isOwn || otherDay(paid, day).length === 0
  return [
    isOwn ? ownConfirmation(paid, day) : templateConfirmation(paid, day),
    ...(isExpected ? [] : [dayNote(paid, day)]),
    ...(sharedWith ? [sharedAddressNote(paid, day, sharedWith)] : []),
  ]
}

function templateConfirmation(paid: PaidPass, day: Day): Email {
  const { payment, sale, config } = paid
  const receipt = payment.charge?.receipt
  return {
    tag: emailTag(payment.id, 'customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: confirmationSubject(paid, day),
    templateId: config.purchaseTemplateId,
    variables: {
      first_name: sale.firstName,
      product_name: `${sale.productName} for ${formatDayOfYear(day)}`,
      amount_paid: formatCents(payment.amountCents),
      terms_url: config.siteUrl + sale.termsUrl,
      promo_name: sale.promoName,
      receipt_id: receipt?.id ?? payment.charge?.id ?? payment.id,
      receipt_url: receiptUrl(payment),
      payment_date: formatDateTime(payment.charge?.createdMs ?? payment.createdMs),
      payment_method: receipt?.paymentMethod ?? '',
      support_email: config.supportEmail,
    },
    attachments: [passCalendar(paid, day)],
  }
}

const confirmationSubject = ({ sale }: PaidPass, day: Day) =>
  `Your ${sale.productName} for ${formatDay(day)}`

function ownConfirmation(paid: PaidPass, day: Day): Email {
  const { payment, sale, config } = paid
  const email = passEmail(paid, 'customer', confirmationSubject(paid, day), {
    heading: `Your ${sale.productName} is ready`,
    opening: [
      `Come on ${formatDay(day)}. At the kiosk, sign in with this email address: ${sale.email}.`,
      ...otherDay(paid, day),
      'The attached file puts the day in your calendar.',
    ],
    facts: [
      { label: 'Day', lines: [formatDay(day)] },
      WHERE,
      { label: 'Paid', lines: [formatPaid(paid)] },
      { label: 'Promotion', lines: [sale.promoName] },
      ...receipt(paid),
      { label: 'Reference', lines: [payment.id] },
      {
        label: 'Terms',
        lines: [],
        link: { text: 'Terms of the pass', url: config.siteUrl + sale.termsUrl },
      },
    ],
    closing: [howToCancel(paid, day)],
  })
  return { ...email, attachments: [passCalendar(paid, day)] }
}

/** Sent beside the template when the day is not the one that the page showed. */
function dayNote(paid: PaidPass, day: Day): Email {
  const { payment, sale } = paid
  return passEmail(paid, 'day-note', `Your ${sale.productName} is for ${formatDay(day)}`, {
    heading: `Your pass is for ${formatDayOfYear(day)}`,
    opening: otherDay(paid, day),
    facts: [
      { label: 'Day', lines: [formatDay(day)] },
      WHERE,
      { label: 'Paid', lines: [formatPaid(paid)] },
      { label: 'Reference', lines: [payment.id] },
    ],
    closing: [howToCancel(paid, day)],
  })
}

/** Two names with one address: the pass is on the member of the first one. */
function sharedAddressNote(paid: PaidPass, day: Day, sharedWith: string): Email {
  const { payment, sale, config } = paid
  return passEmail(
    paid,
    'shared-address',
    `Your ${sale.productName}: two names, one email address`,
    {
      heading: 'Two names, one email address',
      opening: [
        `The ${sale.productName} of ${sale.customerName} for ${formatDay(day)} is valid. It was bought with the email address that ${sharedWith} used before, so the kiosk knows it under that name.`,
        'Are both names yours? Then there is nothing to do.',
        `Are you two people? Sign in at the kiosk with ${sale.email}, one after the other, and ask at the front desk if it takes only one of you. Next time, please use an address for each person.`,
      ],
      facts: [
        { label: 'Day', lines: [formatDay(day)] },
        WHERE,
        { label: 'Reference', lines: [payment.id] },
      ],
      closing: [
        `To have the pass under your own name, write to ${config.supportEmail} with an email address of your own and the reference.`,
      ],
    }
  )
}

/** Why the pass is for this day, and how to move it; empty for the day that the page showed. */
function otherDay({ payment, config }: PaidPass, day: Day): string[] {
  const move = `To visit on another day, write to ${config.supportEmail} before then.`
  if (isDebit(payment))
    return [`Your bank payment has arrived, so your pass is for the next open day. ${move}`]
  if (day !== (payment.metadata.pass_date ?? day))
    return [
      `Your payment came through after closing time, so your pass is for the next open day. ${move}`,
    ]
  return []
}

/** The pass's day ends at midnight in Seattle. */
const howToCancel = ({ config }: PaidPass, day: Day) =>
  `To cancel, write to ${config.supportEmail} before midnight (Pacific time) at the end of ${formatDay(day)} and name the reference: if the pass is unused you get all of your money back. There is no refund after use.`

/** Sent when a bank debit has begun. Nothing is paid yet. */
export function debitBegun(paid: PaidPass): Email {
  const { payment, sale, config } = paid
  const day = latestDebitPassDay(config, payment.createdMs)
  return unpaidEmail(paid, emailTag(payment.id, 'debit-begun'), {
    subject: `Your ${sale.productName}: your bank payment has begun`,
    heading: 'Your bank payment has begun',
    opening: [
      `Your bank is asked for ${formatCents(payment.amountCents)}. That takes up to 4 business days, and there is no pass until the money has arrived.`,
      `Your ${sale.productName} will then be for the next open day: ${formatDay(day)} at the latest, if your bank keeps to its time. We will write to you with the day.`,
    ],
    facts: [
      { label: 'Amount', lines: [formatCents(payment.amountCents)] },
      WHERE,
      { label: 'Reference', lines: [payment.id] },
    ],
    closing: [
      `To come sooner, buy a pass by card at ${productUrl(paid)} and write to ${config.supportEmail}: we will refund the bank payment when it arrives.`,
    ],
  })
}

export function debitFailed(paid: PaidPass, chargeId: string): Email {
  const { payment, sale } = paid
  return unpaidEmail(paid, emailTag(chargeId, 'debit-failed'), {
    subject: `Your bank payment for the ${sale.productName} did not go through`,
    heading: 'Your bank payment did not go through',
    opening: [
      `Your bank did not pay ${formatCents(payment.amountCents)} for the ${sale.productName}. You have not been charged, and no pass has been issued.`,
      'To visit us, please buy again; a card pays at once.',
    ],
    action: { label: 'Buy again', url: productUrl(paid) },
    facts: [{ label: 'Reference', lines: [payment.id] }],
    closing: [],
  })
}

/** Sent when the pass could not be created in time. The team writes to the customer afterwards. */
export function expiredApology(paid: PaidPass, day: Day): Email {
  const { payment, sale } = paid
  return passEmail(paid, 'expired-customer', `Your ${sale.productName}: we owe you a day`, {
    heading: 'We owe you a day',
    opening: [
      `We received your payment of ${formatCents(payment.amountCents)}, but could not create your pass for ${formatDay(day)} in time. We are sorry.`,
      'Our team knows and will write to you about another day or a refund.',
    ],
    facts: [
      { label: 'Paid', lines: [formatPaid(paid)] },
      ...receipt(paid),
      { label: 'Reference', lines: [payment.id] },
    ],
    closing: [],
  })
}

/** Sent when OfficeRnD took the pass and what it shows of it is not certain. The team checks it by hand. */
export function passCheckedByTeam(paid: PaidPass, day: Day): Email {
  const { payment, sale } = paid
  const subject = `Your ${sale.productName} for ${formatDay(day)} is being checked`
  return passEmail(paid, 'checked-customer', subject, {
    heading: 'Your pass is being checked',
    opening: [
      `We received your payment of ${formatCents(payment.amountCents)}. Our system could not confirm your pass for ${formatDay(day)}, so a person on our team is checking it now and will write to you.`,
      'If you are on your way, come along and ask at the front desk. You will not be charged again.',
    ],
    facts: [
      WHERE,
      { label: 'Paid', lines: [formatPaid(paid)] },
      { label: 'Reference', lines: [payment.id] },
    ],
    closing: [],
  })
}

export function formatPaid({ payment }: PaidPass): string {
  const method = payment.charge?.receipt?.paymentMethod
  const amount = formatCents(payment.amountCents)
  return method ? `${amount}, ${method}` : amount
}

export function receipt({ payment }: PaidPass): Fact[] {
  const url = receiptUrl(payment)
  return url
    ? [{ label: 'Receipt', lines: [], link: { text: 'See the receipt at Stripe', url } }]
    : []
}

const productUrl = ({ sale, config }: PaidPass) => `${config.siteUrl}/memberships/${sale.slug}`

export function passEmail(
  { payment, sale, config }: PaidPass,
  name: string,
  subject: string,
  content: Omit<EmailContent, 'firstName' | 'supportEmail'>
): Email {
  return {
    tag: emailTag(payment.id, name),
    to: [{ email: sale.email, name: sale.customerName }],
    subject,
    ...renderEmail({
      ...content,
      firstName: sale.firstName,
      supportEmail: config.supportEmail,
    }),
  }
}

/** A name is free text, so it is used only once its sender has paid. */
function unpaidEmail(
  { sale, config }: PaidPass,
  tag: string,
  { subject, ...content }: { subject: string } & Omit<EmailContent, 'firstName' | 'supportEmail'>
): Email {
  const { supportEmail } = config
  return {
    tag,
    to: [{ email: sale.email }],
    subject,
    ...renderEmail({ ...content, firstName: null, supportEmail }),
  }
}
