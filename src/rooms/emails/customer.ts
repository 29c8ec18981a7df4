/** E-mails to the customer about a room booking or its refund. */

import type { Email } from '../../clients/mailersend.ts'
import { type Payment, receiptUrl } from '../../clients/stripe/payments.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { formatDateTime, formatDay, formatDayOfYear } from '../../core/time.ts'
import { type Fact, renderEmail, WHERE } from '../../payments/emails/layout.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import { type Booking, type PaidBooking, remainingSlots } from '../booking.ts'
import type { BookingsConfig } from '../context.ts'
import { ROOM_REFUND_POLICY, refundDeadlines } from '../rules/cancellation.ts'
import { type RefundReason, refundMessage } from '../rules/refund-reasons.ts'
import { formatSlot, intervalOf, type Slot } from '../rules/slots.ts'
import { bookingCalendars, cancelledCalendars } from './calendar-file.ts'
import type { NamedDays } from './team-refunds.ts'

/** MailerSend has no template for rooms, so the text and HTML are made here. */
export function bookingConfirmation(booking: PaidBooking, nowMs: number): Email {
  const { payment, sale, config } = booking
  return {
    tag: emailTag(payment.id, 'customer'),
    ...toCustomer(booking, `Your booking: ${sale.roomName}, ${formatDays(sale.slots)}`),
    ...renderEmail({
      heading: 'Your booking is confirmed',
      firstName: sale.firstName,
      opening: [
        `${sale.roomName} is booked for you. ${filesPutIt(sale.slots.length)} in your calendar.`,
      ],
      facts: [
        ...roomAndTimes(sale),
        WHERE,
        { label: 'Paid', lines: [formatPaid(payment)] },
        ...receipt(payment),
        ...extras(sale),
        { label: 'Reference', lines: [payment.id] },
        { label: 'Cancellation', lines: [...cancelTimes(sale, nowMs), ROOM_REFUND_POLICY] },
      ],
      closing: [`To cancel, write to ${config.supportEmail} and name the reference.`],
      supportEmail: config.supportEmail,
    }),
    attachments: bookingCalendars(booking, nowMs),
  }
}

/**
 * A full refund by the team cancels the booking, so a calendar file that removes it is attached. After
 * a partial refund only the team knows which days remain. `nowMs` is the time stamp of the file.
 */
export function bookingRefunded(
  booking: PaidBooking,
  reason: RefundReason,
  cents: number,
  nowMs: number = booking.payment.createdMs
): Email {
  const { payment, sale, config } = booking
  const part = cents < payment.amountCents ? 'Part of your' : 'Your'
  const cancelled = reason === 'by-hand' && cents >= payment.amountCents
  const toCome = remainingSlots(booking).filter((slot) => intervalOf(slot).fromMs > nowMs)
  return {
    tag: emailTag(payment.id, 'refunded'),
    ...toCustomer(booking, `${part} payment for ${sale.roomName} has been refunded`),
    ...renderEmail({
      heading: `${part} payment has been refunded`,
      firstName: sale.firstName,
      opening: [refundMessage(reason, cents)],
      facts: [
        ...roomAndTimes(sale),
        { label: 'Refunded', lines: [`${formatCents(cents)} of ${formatPaid(payment)}`] },
        ...receipt(payment),
        { label: 'Reference', lines: [payment.id] },
      ],
      closing: [closingLine(reason, config, cancelled ? toCome.length : 0)],
      supportEmail: config.supportEmail,
    }),
    ...(cancelled &&
      toCome.length > 0 && { attachments: cancelledCalendars(booking, toCome, nowMs) }),
  }
}

/** After a refund in part. If it names no days, only the team knows what it was for: the booking stays. */
export function bookingPartlyRefunded(
  booking: PaidBooking,
  event: RefundOrDispute,
  days: Pick<NamedDays, 'freed'>,
  nowMs: number
): Email {
  const email =
    days.freed.length > 0
      ? daysCancelled(booking, event, days, nowMs)
      : bookingRefunded(booking, 'by-hand', event.cents)
  return { ...email, tag: emailTag(booking.payment.id, `partly-refunded-customer-${event.cents}`) }
}

/** A refund in part names days: these are cancelled, the others stay. */
export function daysCancelled(
  booking: PaidBooking,
  { cents }: Pick<RefundOrDispute, 'cents'>,
  { freed }: Pick<NamedDays, 'freed'>,
  nowMs: number
): Email {
  const { payment, sale, config } = booking
  const cancelled = freed.map(({ slot }) => slot)
  const dates = cancelled.map(({ date }) => date)
  const stays = remainingSlots(booking).filter(({ date }) => !dates.includes(date))
  return {
    tag: emailTag(payment.id, `days-cancelled-${dates[0]}`),
    ...toCustomer(booking, `Cancelled: ${sale.roomName}, ${formatDays(cancelled)}`),
    ...renderEmail({
      heading: stays.length > 0 ? 'Part of your booking is cancelled' : 'Your booking is cancelled',
      firstName: sale.firstName,
      opening: [refundMessage('by-hand', cents)],
      facts: [
        { label: 'Room', lines: [sale.roomName] },
        { label: 'Cancelled (Pacific time)', lines: cancelled.map(formatSlot) },
        { label: 'Still booked (Pacific time)', lines: stays.map(formatSlot) },
        { label: 'Refunded', lines: [`${formatCents(cents)} of ${formatPaid(payment)}`] },
        ...receipt(payment),
        { label: 'Reference', lines: [payment.id] },
      ],
      closing: [deleteIt(cancelled.length)],
      supportEmail: config.supportEmail,
    }),
    attachments: cancelledCalendars(booking, cancelled, nowMs),
  }
}

/** Not every calendar understands a cancelling file. */
const deleteIt = (days: number) =>
  `If it is still in your calendar, delete it; the attached ${days > 1 ? 'files do' : 'file does'} so where a calendar understands it.`

const filesPutIt = (days: number) =>
  days > 1 ? 'The attached files put its days' : 'The attached file puts it'

/** Until when each day can still be cancelled, as the clock shows it. */
function cancelTimes({ slots }: Booking, nowMs: number): string[] {
  return slots.map((slot) => {
    const { fromMs } = intervalOf(slot)
    return `${formatDayOfYear(slot.date)}: ${refundStillPossible(fromMs, nowMs)}.`
  })
}

/** `'full refund until …, half until …'` for a room that starts at `startMs`. */
export function refundStillPossible(startMs: number, nowMs: number): string {
  const { fullUntilMs, halfUntilMs } = refundDeadlines(startMs)
  const still = [
    ...(fullUntilMs >= nowMs ? [`full refund until ${formatDateTime(fullUntilMs)}`] : []),
    ...(halfUntilMs >= nowMs ? [`half until ${formatDateTime(halfUntilMs)}`] : []),
  ]
  return still.join(', ') || 'no refund any more'
}

/** `days`: how many days to come were cancelled. */
function closingLine(reason: RefundReason, config: BookingsConfig, days: number): string {
  if (days > 0) return `The booking is cancelled. ${deleteIt(days)}`
  if (reason === 'by-hand') return 'If you are not sure what remains booked, please ask us.'
  if (reason === 'paid-twice') return 'There is nothing that you need to do.'
  return `We are sorry. You can choose another time at ${config.siteUrl}, or write to us and we will help you find one.`
}

function toCustomer({ sale }: PaidBooking, subject: string): Pick<Email, 'to' | 'subject'> {
  return { to: [{ email: sale.email, name: sale.customerName }], subject }
}

/** `'Monday, May 4, 2026'`, or `'3 days from Monday, May 4, 2026'`. */
function formatDays(slots: readonly Slot[]): string {
  const first = formatDay(slots[0]?.date ?? '')
  return slots.length === 1 ? first : `${slots.length} days from ${first}`
}

function roomAndTimes({ roomName, slots }: Booking): Fact[] {
  return [
    { label: 'Room', lines: [roomName] },
    { label: 'When (Pacific time)', lines: slots.map(formatSlot) },
  ]
}

function formatPaid({ amountCents, charge }: Payment): string {
  const method = charge?.receipt?.paymentMethod
  return method ? `${formatCents(amountCents)}, ${method}` : formatCents(amountCents)
}

function receipt(payment: Payment): Fact[] {
  const url = receiptUrl(payment)
  return url
    ? [{ label: 'Receipt', lines: [], link: { text: 'See the receipt at Stripe', url } }]
    : []
}

/** Answers to Sonic Studio's own questions; empty for every other room. */
function extras({ showName, groupSize, setChoice, specialRequests }: Booking): Fact[] {
  return [
    { label: 'Podcast or show', lines: [showName] },
    { label: 'Group size', lines: [groupSize] },
    { label: 'Set', lines: [setChoice] },
    { label: 'Special requests', lines: [specialRequests] },
  ]
}
