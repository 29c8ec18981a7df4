/** Why a booking is refunded, as text for the customer: the same on the page and in the e-mail. */
import { formatCents } from '../../core/money.ts'

const REFUND_MESSAGES = {
  'slot-taken':
    'Someone else took this time, or a part of it, before your payment came through, so nothing is booked.',
  'availability-unknown':
    'We could not make sure that the room was free at this time, so nothing is booked.',
  'calendar-failed':
    "We could not enter your booking in the room's calendar, so nothing is booked.",
  'too-late':
    'Your payment came through only after the first booked hour had begun, so nothing is booked.',
  'paid-twice':
    'You had paid for this booking already with another payment, which stays valid. This second one was not needed.',
  'by-hand': 'Our team has refunded you for this booking.',
} as const

export type RefundReason = keyof typeof REFUND_MESSAGES

export function isRefundReason(text: string): text is RefundReason {
  return Object.hasOwn(REFUND_MESSAGES, text)
}

/** Rooms are paid by card. The number of days is from docs.stripe.com/refunds. */
export function refundMessage(reason: RefundReason, cents: number): string {
  return `${REFUND_MESSAGES[reason]} ${formatCents(cents)} is on its way back to your card; that takes 5 to 10 business days.`
}
