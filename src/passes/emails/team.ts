/** What each letter about a day pass says, and to whom. */
import type { Letter } from '../../clients/mailersend.ts'
import type { Payment } from '../../clients/stripe/merge-shapes.ts'
import { letterTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, dayInWords, momentInWords } from '../../core/time.ts'
import type { House } from '../../payments/context.ts'
import type { Sale } from '../purchase.ts'
import { PASS_REFUND_POLICY } from '../rules/merge-policy.ts'

/** MailerSend's template of the purchase confirmation, with the documents' ten variables. */
export const PURCHASE_TEMPLATE = 'pr9084zxnvjlw63d'

export type About = { payment: Payment; sale: Sale; house: House }

/** The branded confirmation: the day stands beside the product's name, the template has no other place. */
export function purchaseConfirmation({ payment, sale, house }: About, day: Day): Letter {
  const receipt = payment.charge?.receipt
  const move =
    payment.charge?.paidBy === 'bank'
      ? `. To visit on another day, write to ${house.supportEmail} before then.`
      : ''
  return {
    tag: letterTag(payment.id, 'customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Your ${sale.productName} for ${dayInWords(day)}`,
    templateId: PURCHASE_TEMPLATE,
    variables: {
      first_name: sale.firstName,
      product_name: `${sale.productName} for ${dayInWords(day)}${move}`,
      amount_paid: formatCents(payment.amountCents),
      terms_url: house.siteUrl + sale.termsUrl,
      promo_name: sale.promoName,
      receipt_id: receipt?.id ?? payment.charge?.id ?? payment.id,
      receipt_url: receipt?.url ?? '',
      payment_date: momentInWords(payment.charge?.createdMs ?? payment.createdMs),
      payment_method: receipt?.paymentMethod ?? '',
      support_email: house.supportEmail,
    },
  }
}

export function teamNotification(about: About, day: Day, ids: { pass: string; member: string }) {
  const { payment, sale } = about
  return toTeam(about, 'team', `${sale.productName} sold: ${sale.customerName}, ${day}`, [
    `${sale.customerName} bought a ${sale.productName} for ${dayInWords(day)}.`,
    '',
    ...whoAndWhat(about, day),
    `OfficeRnD member: ${ids.member}`,
    `OfficeRnD pass: ${ids.pass}`,
    `Receipt: ${payment.charge?.receipt?.url ?? 'see Stripe'}`,
  ])
}

/** Documents: charged and no pass within 15 minutes is escalated. */
export function unservedAlert(about: About, waitedMs: number, nth: string): Letter {
  const { payment, sale } = about
  const subject = `ALERT: ${sale.customerName} paid ${formatCents(payment.amountCents)} and has no day pass`
  return toTeam(about, `alert-${nth}`, subject, [
    `${sale.customerName} paid ${Math.round(waitedMs / 60_000)} minutes ago and has no pass yet: the kiosk refuses her.`,
    '',
    ...whoAndWhat(about),
    '',
    'What was tried: the pass is being asked for at OfficeRnD again and again, looking first so that none is made twice; it goes on being tried.',
    ...byHand(sale.passDate),
  ])
}

/** An expired pass is never issued: a person decides between a new day and the money back. */
export function expiredAlert(about: About, day: Day): Letter {
  const { payment, sale } = about
  const subject = `ALERT: ${sale.customerName} paid ${formatCents(payment.amountCents)}; her pass day is over`
  return toTeam(about, 'expired', subject, [
    `The pass of ${sale.customerName} was for ${dayInWords(day)} and could not be made in time. It was not issued afterwards, and nothing was refunded.`,
    '',
    ...whoAndWhat(about, day),
    '',
    'What to do: ask her for another day and make the pass by hand in OfficeRnD, or refund the payment in Stripe. Then write to her.',
  ])
}

export function zeroValidityAlert(about: About, planId: string, today: Day): Letter {
  return toTeam(about, `zero-validity-${today}`, 'ALERT: the kiosk refuses every day pass', [
    `The pass of ${about.sale.customerName} exists, but the Day Pass plan ${planId} has passesValidityPeriod.intervalCount = 0, so the kiosk refuses it and every other.`,
    '',
    ...whoAndWhat(about),
    '',
    'What to do: in OfficeRnD set the validity of the Day Pass plan back to 12 months; it is a setting there, not in our code. Let customers in by hand until then.',
  ])
}

export function servedAfterAll(about: About, day: Day): Letter {
  return toTeam(about, 'resolved', `Resolved: ${about.sale.customerName} has her day pass`, [
    `The pass for ${dayInWords(day)} has been made. Nothing is left to do for this payment, unless someone made a second pass by hand meanwhile.`,
    '',
    ...whoAndWhat(about, day),
  ])
}

export function debitFailed({ payment, sale, house }: About, chargeId: string): Letter {
  return {
    tag: letterTag(chargeId, 'debit-failed'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Your bank payment for the ${sale.productName} did not go through`,
    text: [
      `Hi ${sale.firstName},`,
      '',
      `Your bank did not pay ${formatCents(payment.amountCents)} for the ${sale.productName}. You have not been charged, and no pass has been issued.`,
      `To visit us, please buy again at ${house.siteUrl}/memberships/${sale.slug}; a card pays at once.`,
      '',
      `Questions? Write to ${house.supportEmail}.`,
      'Labour Temple, 2800 1st Ave, Seattle',
    ].join('\n'),
  }
}

/** Her pass could not be made in time, and a person will write to her. */
export function expiredApology({ payment, sale, house }: About, day: Day): Letter {
  return {
    tag: letterTag(payment.id, 'expired-customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Your ${sale.productName}: we owe you a day`,
    text: [
      `Hi ${sale.firstName},`,
      '',
      `We received your payment of ${formatCents(payment.amountCents)}, but could not make your pass for ${dayInWords(day)} in time. We are sorry.`,
      'Our team has been told and will write to you about another day or your money back.',
      '',
      `You can also write to ${house.supportEmail}.`,
      'Labour Temple, 2800 1st Ave, Seattle',
    ].join('\n'),
  }
}

export function toTeam(
  { payment, house }: About,
  name: string,
  subject: string,
  lines: string[]
): Letter {
  return {
    tag: letterTag(payment.id, name),
    to: house.teamEmails.map((email) => ({ email })),
    subject,
    text: lines.join('\n'),
  }
}

export function whoAndWhat({ payment, sale }: About, day: Day = sale.passDate): string[] {
  const optional = (label: string, value: string) => (value ? [`${label}: ${value}`] : [])
  return [
    `Who: ${sale.customerName}, ${sale.email}, ${sale.phone}`,
    `What: ${sale.productName} for ${dayInWords(day)}`,
    `Amount: ${formatCents(payment.amountCents)}`,
    ...optional('Promotion', sale.promoName),
    ...optional('Company', sale.company),
    ...optional('Heard of us', sale.referralSource),
    ...optional('Notes', sale.notes),
    `Stripe payment: ${payment.id}`,
    ...optional('Stripe customer', payment.customerId ?? ''),
    ...optional('Stripe charge', payment.charge?.id ?? ''),
  ]
}

/** Operations document, playbook 2, "Fix". */
function byHand(day: Day): string[] {
  const label = `${day}, 00:00 UTC`
  return [
    '',
    'What to do by hand, if she is at the door: let her in. Then, in OfficeRnD:',
    '1. Find the member by e-mail; if missing, create it with name and e-mail from above.',
    `2. Create the pass: type hotdesk, count 1, validFrom ${label}, validTo ${label}, intervalLength once, grantActiveStatus true. The run that is still trying adopts it instead of making a second one.`,
    '3. See it active on the Day Passes tab, and write to her that it is ready.',
    `Refund policy: ${PASS_REFUND_POLICY}`,
  ]
}
