/** E-mails to the customer whose day pass was refunded, in full or in part. */
import type { Email } from '../../clients/mailersend.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, formatDay } from '../../core/time.ts'
import type { Fact } from '../../payments/emails/layout.ts'
import { REFUND_DELAY_TEXT } from '../../payments/emails/refund-wording.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import type { PaidPass, RevokeResult } from '../purchase.ts'
import { cancelledPassCalendar } from './calendar-file.ts'
import { formatPaid, passEmail, receipt } from './customer.ts'

/** `day` is the pass's, `result` what became of it; `nowMs` is the time stamp of the calendar file. */
export function refundedCustomer(
  paid: PaidPass,
  event: RefundOrDispute,
  { day, result, nowMs }: { day: Day; result: RevokeResult; nowMs: number }
): Email {
  const { sale } = paid
  const isGone = result === 'gone'
  const subject = `Your ${sale.productName} has been refunded`
  const email = passEmail(paid, 'refunded-customer', subject, {
    heading: 'You have been refunded',
    opening: [
      `We have refunded ${formatCents(event.cents)} for your ${sale.productName}. ${REFUND_DELAY_TEXT}`,
      ...(isGone ? [`Your pass for ${formatDay(day)} is no longer valid.`] : []),
    ],
    facts: refundFacts(paid, event),
    closing: isGone
      ? [
          'If the day is still in your calendar, delete it; the attached file does so where a calendar understands it.',
        ]
      : [],
  })
  return isGone ? { ...email, attachments: [cancelledPassCalendar(paid, day, nowMs)] } : email
}

/** After a partial refund. The pass stays as it is. */
export function partlyRefundedCustomer(paid: PaidPass, event: RefundOrDispute): Email {
  const amount = formatCents(event.cents)
  const subject = `Part of your payment for the ${paid.sale.productName} has been refunded`
  return passEmail(paid, `partly-refunded-customer-${event.cents}`, subject, {
    heading: 'Part of your payment has been refunded',
    opening: [
      `In all, ${amount} of your payment of ${formatCents(paid.payment.amountCents)} has been given back. ${REFUND_DELAY_TEXT}`,
      'Your pass stays as it is.',
    ],
    facts: refundFacts(paid, event),
    closing: [],
  })
}

function refundFacts(paid: PaidPass, { cents }: RefundOrDispute): Fact[] {
  return [
    { label: 'Refunded', lines: [`${formatCents(cents)} of ${formatPaid(paid)}`] },
    ...receipt(paid),
    { label: 'Reference', lines: [paid.payment.id] },
  ]
}
