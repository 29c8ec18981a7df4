/** What the customer is written about a room that she booked, or whose money went back. */
import type { Letter } from '../../clients/mailersend.ts'
import { type Payment, receiptUrl } from '../../clients/stripe/payments.ts'
import { letterTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { dayInWords } from '../../core/time.ts'
import { bodiesOf, type Fact, HOUSE_ADDRESS } from '../../payments/emails/layout.ts'
import type { AboutBooking, BookingSale } from '../booking.ts'
import type { BookingsHouse } from '../context.ts'
import { ROOM_REFUND_POLICY } from '../rules/cancellation.ts'
import { type RefundReason, refundWords } from '../rules/refund-reasons.ts'
import { slotInWords } from '../rules/slots.ts'
import { bookingCalendar, cancelledCalendar } from './calendar-file.ts'

/** MailerSend holds no template for rooms, so the letter brings its own words and looks. */
export function bookingConfirmation(about: AboutBooking, nowMs: number): Letter {
  const { payment, sale, house } = about
  return {
    tag: letterTag(payment.id, 'customer'),
    ...addressed(about, `Your booking: ${sale.roomName}, ${daysInWords(sale)}`),
    ...bodiesOf({
      heading: 'Your booking is confirmed',
      firstName: sale.firstName,
      opening: [`${sale.roomName} is booked for you. The attached file puts it in your calendar.`],
      facts: [
        ...roomAndTimes(sale),
        { label: 'Where', lines: [`Labour Temple, ${HOUSE_ADDRESS}`] },
        { label: 'Paid', lines: [paidWords(payment)] },
        ...receipt(payment),
        ...extras(sale),
        { label: 'Reference', lines: [payment.id] },
        { label: 'Cancellation', lines: [ROOM_REFUND_POLICY] },
      ],
      closing: [`To cancel, write to ${house.supportEmail} and name the reference.`],
      supportEmail: house.supportEmail,
    }),
    attachments: [bookingCalendar(about, nowMs)],
  }
}

/**
 * A whole refund by the team ends a booking that may stand in her calendar; after a part of the money
 * only they know which days remain. `nowMs` stamps the calendar file.
 */
export function bookingRefunded(
  about: AboutBooking,
  why: RefundReason,
  cents: number,
  nowMs: number = about.payment.createdMs
): Letter {
  const { payment, sale, house } = about
  const part = cents < payment.amountCents ? 'Part of your' : 'Your'
  const cancelled = why === 'by-hand' && cents >= payment.amountCents
  return {
    tag: letterTag(payment.id, 'refunded'),
    ...addressed(about, `${part} payment for ${sale.roomName} has been refunded`),
    ...bodiesOf({
      heading: `${part} payment has been refunded`,
      firstName: sale.firstName,
      opening: [refundWords(why, cents)],
      facts: [
        ...roomAndTimes(sale),
        { label: 'Refunded', lines: [`${formatCents(cents)} of ${paidWords(payment)}`] },
        ...receipt(payment),
        { label: 'Reference', lines: [payment.id] },
      ],
      closing: [afterwards(why, cancelled, house)],
      supportEmail: house.supportEmail,
    }),
    ...(cancelled && { attachments: [cancelledCalendar(about, nowMs)] }),
  }
}

function afterwards(why: RefundReason, cancelled: boolean, house: BookingsHouse): string {
  if (cancelled)
    return 'The booking is cancelled. If it stands in your calendar, the attached file takes it out.'
  if (why === 'by-hand') return 'If you are not sure what remains booked, please ask us.'
  if (why === 'paid-twice') return 'There is nothing that you need to do.'
  return `We are sorry. You can choose another time at ${house.siteUrl}, or write to us and we will help you find one.`
}

function addressed({ sale }: AboutBooking, subject: string): Pick<Letter, 'to' | 'subject'> {
  return { to: [{ email: sale.email, name: sale.customerName }], subject }
}

/** `'Monday, May 4, 2026'`, or `'3 days from Monday, May 4, 2026'`. */
function daysInWords({ slots }: BookingSale): string {
  const first = dayInWords(slots[0]?.date ?? '')
  return slots.length === 1 ? first : `${slots.length} days from ${first}`
}

function roomAndTimes({ roomName, slots }: BookingSale): Fact[] {
  return [
    { label: 'Room', lines: [roomName] },
    { label: 'When (Pacific time)', lines: slots.map(slotInWords) },
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
function extras({ showName, groupSize, setChoice, specialRequests }: BookingSale): Fact[] {
  return [
    { label: 'Podcast or show', lines: [showName] },
    { label: 'Group size', lines: [groupSize] },
    { label: 'Set', lines: [setChoice] },
    { label: 'Special requests', lines: [specialRequests] },
  ]
}
