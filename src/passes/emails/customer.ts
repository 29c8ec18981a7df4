/** E-mails to the customer of a day pass. */
import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, formatDateTime, formatDay } from '../../core/time.ts'
import { REFUND_DELAY_TEXT } from '../../payments/emails/refund-wording.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import type { PaidPass, RevokeResult } from '../purchase.ts'

/** MailerSend's template for the purchase confirmation, with the documents' ten variables. */
export const PURCHASE_TEMPLATE = 'pr9084zxnvjlw63d'

/** The confirmation. The day is in `product_name`, because the template has no variable for it. */
export function purchaseConfirmation({ payment, sale, config }: PaidPass, day: Day): Email {
  const receipt = payment.charge?.receipt
  const moveNote =
    payment.charge?.paidBy === 'bank'
      ? `. To visit on another day, write to ${config.supportEmail} before then.`
      : ''
  return {
    tag: emailTag(payment.id, 'customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Your ${sale.productName} for ${formatDay(day)}`,
    templateId: PURCHASE_TEMPLATE,
    variables: {
      first_name: sale.firstName,
      product_name: `${sale.productName} for ${formatDay(day)}${moveNote}`,
      amount_paid: formatCents(payment.amountCents),
      terms_url: config.siteUrl + sale.termsUrl,
      promo_name: sale.promoName,
      receipt_id: receipt?.id ?? payment.charge?.id ?? payment.id,
      receipt_url: receipt?.url ?? '',
      payment_date: formatDateTime(payment.charge?.createdMs ?? payment.createdMs),
      payment_method: receipt?.paymentMethod ?? '',
      support_email: config.supportEmail,
    },
  }
}

export function debitFailed({ payment, sale, config }: PaidPass, chargeId: string): Email {
  return {
    tag: emailTag(chargeId, 'debit-failed'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Your bank payment for the ${sale.productName} did not go through`,
    text: [
      `Hi ${sale.firstName},`,
      '',
      `Your bank did not pay ${formatCents(payment.amountCents)} for the ${sale.productName}. You have not been charged, and no pass has been issued.`,
      `To visit us, please buy again at ${config.siteUrl}/memberships/${sale.slug}; a card pays at once.`,
      '',
      `Questions? Write to ${config.supportEmail}.`,
      'Labour Temple, 2800 1st Ave, Seattle',
    ].join('\n'),
  }
}

/** Sent when the pass could not be created in time. The team writes to the customer afterwards. */
export function expiredApology({ payment, sale, config }: PaidPass, day: Day): Email {
  return {
    tag: emailTag(payment.id, 'expired-customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Your ${sale.productName}: we owe you a day`,
    text: [
      `Hi ${sale.firstName},`,
      '',
      `We received your payment of ${formatCents(payment.amountCents)}, but could not create your pass for ${formatDay(day)} in time. We are sorry.`,
      'Our team knows and will write to you about another day or a refund.',
      '',
      `You can also write to ${config.supportEmail}.`,
      'Labour Temple, 2800 1st Ave, Seattle',
    ].join('\n'),
  }
}

/** Sent when OfficeRnD took the pass and what it shows of it is not certain. The team checks it by hand. */
export function passCheckedByTeam({ payment, sale, config }: PaidPass, day: Day): Email {
  return {
    tag: emailTag(payment.id, 'checked-customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Your ${sale.productName} for ${formatDay(day)} is being checked`,
    text: [
      `Hi ${sale.firstName},`,
      '',
      `We received your payment of ${formatCents(payment.amountCents)}. Our system could not confirm your pass for ${formatDay(day)}, so a person on our team is checking it now and will write to you.`,
      'If you are on your way, come along and ask at the front desk. You will not be charged again.',
      '',
      `You can also write to ${config.supportEmail}.`,
      'Labour Temple, 2800 1st Ave, Seattle',
    ].join('\n'),
  }
}

export function refundedCustomer(
  paid: PaidPass,
  event: RefundOrDispute,
  day: Day,
  result: RevokeResult
): Email {
  const { payment, sale, config } = paid
  const amount = formatCents(event.cents)
  return {
    tag: emailTag(payment.id, 'refunded-customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Your ${sale.productName} has been refunded`,
    text: [
      `Hi ${sale.firstName},`,
      '',
      `We have refunded ${amount} for your ${sale.productName}. ${REFUND_DELAY_TEXT}`,
      ...(result === 'gone' ? [`Your pass for ${formatDay(day)} is no longer valid.`] : []),
      '',
      `Questions? Write to ${config.supportEmail}.`,
      'Labour Temple, 2800 1st Ave, Seattle',
    ].join('\n'),
  }
}
