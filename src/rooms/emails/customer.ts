/** What the customer is written about a room that she booked, or whose money went back. */

import type { Email } from '../../clients/mailersend.ts'
import { type Payment, receiptUrl } from '../../clients/stripe/payments.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { formatDay } from '../../core/time.ts'
import { type Fact, POSTAL_ADDRESS, renderEmail } from '../../payments/emails/layout.ts'
import type { Booking, PaidBooking } from '../booking.ts'
import type { BookingsConfig } from '../context.ts'
import { ROOM_REFUND_POLICY } from '../rules/cancellation.ts'
import { type RefundReason, refundMessage } from '../rules/refund-reasons.ts'
import { formatSlot } from '../rules/slots.ts'
import { bookingCalendar, cancelledCalendar } from './calendar-file.ts'

/** MailerSend holds no template for rooms, so the letter brings its own words and looks. */
export function bookingConfirmation(about: PaidBooking, nowMs: number): Email {
  const { payment, sale, config } = about
  return {
    tag: emailTag(payment.id, 'customer'),
    ...addressed(about, `Your booking: ${sale.roomName}, ${daysInWords(sale)}`),
    ...renderEmail({
      heading: 'Your booking is confirmed',
      firstName: sale.firstName,
      opening: [`${sale.roomName} is booked for you. The attached file puts it in your calendar.`],
      facts: [
        ...roomAndTimes(sale),
        { label: 'Where', lines: [`Labour Temple, ${POSTAL_ADDRESS}`] },
        { label: 'Paid', lines: [paidWords(payment)] },
        ...receipt(payment),
        ...extras(sale),
        { label: 'Reference', lines: [payment.id] },
        { label: 'Cancellation', lines: [ROOM_REFUND_POLICY] },
      ],
      closing: [`To cancel, write to ${config.supportEmail} and name the reference.`],
      supportEmail: config.supportEmail,
    }),
    attachments: [bookingCalendar(about, nowMs)],
  }
}

/**
 * A whole refund by the team ends a booking that may stand in her calendar; after a part of the money
 * only they know which days remain. `nowMs` stamps the calendar file.
 */
export function bookingRefunded(
  about: PaidBooking,
  why: RefundReason,
  cents: number,
  nowMs: number = about.payment.createdMs
): Email {
  const { payment, sale, config } = about
  const part = cents < payment.amountCents ? 'Part of your' : 'Your'
  const cancelled = why === 'by-hand' && cents >= payment.amountCents
  return {
    tag: emailTag(payment.id, 'refunded'),
    ...addressed(about, `${part} payment for ${sale.roomName} has been refunded`),
    ...renderEmail({
      heading: `${part} payment has been refunded`,
      firstName: sale.firstName,
      opening: [refundMessage(why, cents)],
      facts: [
        ...roomAndTimes(sale),
        { label: 'Refunded', lines: [`${formatCents(cents)} of ${paidWords(payment)}`] },
        ...receipt(payment),
        { label: 'Reference', lines: [payment.id] },
      ],
      closing: [afterwards(why, cancelled, config)],
      supportEmail: config.supportEmail,
    }),
    ...(cancelled && { attachments: [cancelledCalendar(about, nowMs)] }),
  }
}

function afterwards(why: RefundReason, cancelled: boolean, config: BookingsConfig): string {
  if (cancelled)
    return 'The booking is cancelled. If it stands in your calendar, the attached file takes it out.'
  if (why === 'by-hand') return 'If you are not sure what remains booked, please ask us.'
  if (why === 'paid-twice') return 'There is nothing that you need to do.'
  return `We are sorry. You can choose another time at ${config.siteUrl}, or write to us and we will help you find one.`
}

function addressed({ sale }: PaidBooking, subject: string): Pick<Email, 'to' | 'subject'> {
  return { to: [{ email: sale.email, name: sale.customerName }], subject }
}

/** `'Monday, May 4, 2026'`, or `'3 days from Monday, May 4, 2026'`. */
function daysInWords({ slots }: Booking): string {
  const first = formatDay(slots[0]?.date ?? '')
  return slots.length === 1 ? first : `${slots.length} days from ${first}`
}

function roomAndTimes({ roomName, slots }: Booking): Fact[] {
  return [
    { label: 'Room', lines: [roomName] },
    { label: 'When (Pacific time)', lines: slots.map(formatSlot) },
  ]
}

function paidWords({ amountCents, charge }: Payment): string {
  const method = charge?.receipt?.paymentMethod
  return method ? `${formatCents(amountCents)}, ${method}` : formatCents(amountCents)
}

function receipt(payment: Payment): Fact[] {
  const url = receiptUrl(payment)
  return url ? [{ label: 'Receipt', lines: ['See the receipt at Stripe'], url }] : []
}

/** What Sonic Studio asked for; empty for every other room. */
function extras({ showName, groupSize, setChoice, specialRequests }: Booking): Fact[] {
  return [
    { label: 'Podcast or show', lines: [showName] },
    { label: 'Group size', lines: [groupSize] },
    { label: 'Set', lines: [setChoice] },
    { label: 'Special requests', lines: [specialRequests] },
  ]
}
