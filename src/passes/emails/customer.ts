/** MailerSend's template of the purchase confirmation, with the documents' ten variables. */
import type { Letter } from '../../clients/mailersend.ts'
import { letterTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, dayInWords, momentInWords } from '../../core/time.ts'
import { MONEY_RETURNS } from '../../payments/emails/refund-wording.ts'
import type { MoneyNews } from '../../payments/refund-events.ts'
import type { About, PassEnd } from '../purchase.ts'

export const PURCHASE_TEMPLATE = 'pr9084zxnvjlw63d'

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

export function refundedCustomer(about: About, news: MoneyNews, day: Day, end: PassEnd): Letter {
  const { payment, sale, house } = about
  const amount = formatCents(news.cents)
  return {
    tag: letterTag(payment.id, 'refunded-customer'),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Your ${sale.productName} has been refunded`,
    text: [
      `Hi ${sale.firstName},`,
      '',
      `We have given back ${amount} for your ${sale.productName}. ${MONEY_RETURNS}`,
      ...(end === 'gone' ? [`Your pass for ${dayInWords(day)} is no longer valid.`] : []),
      '',
      `Questions? Write to ${house.supportEmail}.`,
      'Labour Temple, 2800 1st Ave, Seattle',
    ].join('\n'),
  }
}
