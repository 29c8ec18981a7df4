/** E-mails to the team about a room booking: who, what, amount, ids and what to do by hand. */
import type { Email } from '../../clients/mailersend.ts'
import { isRefunded, type Payment, receiptUrl } from '../../clients/stripe/payments.ts'
import type { MadeRefund } from '../../clients/stripe/refunds.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { formatDateTime, formatStamp } from '../../core/time.ts'
import { refundWording } from '../../payments/emails/refund-wording.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import type { PaidBooking } from '../booking.ts'
import type { UndeletedEvent } from '../calendar-events.ts'
import { ROOM_REFUND_POLICY } from '../rules/cancellation.ts'
import type { RefundReason } from '../rules/refund-reasons.ts'
import { formatSlot } from '../rules/slots.ts'

export function bookingNotification(booking: PaidBooking, eventIds: readonly string[]): Email {
  const { sale } = booking
  const more = sale.slots.length > 1 ? ` and ${sale.slots.length - 1} more` : ''
  const subject = `${sale.roomName} booked: ${sale.customerName}, ${sale.slots[0]?.date}${more}`
  return teamEmail(booking, 'team', subject, [
    `${sale.customerName} booked ${sale.roomName}. It is in the calendar; nothing is left to do.`,
    '',
    ...saleSummary(booking),
    ...eventIds.map((id) => `Calendar event: ${id}`),
  ])
}

export function refundNotification(
  booking: PaidBooking,
  reason: RefundReason,
  cents: number
): Email {
  const { sale, payment } = booking
  const subject = `Refunded: ${sale.customerName}, ${formatCents(cents)}, ${sale.roomName}`
  return teamEmail(booking, 'team-refunded', subject, [
    `${formatCents(cents)} of ${formatCents(payment.amountCents)} went back to ${sale.customerName}, who gets an e-mail about it.`,
    `Reason: ${REASONS[reason]}`,
    '',
    ...saleSummary(booking),
  ])
}

/** Operations document of the rooms, playbook 2; a refund without an event is the intended result of a conflict. */
const REASONS: Record<RefundReason, string> = {
  'slot-taken':
    'Gate 2 found the room taken on at least one of the days. This is intended, not an error. What is left to do: offer help in finding another time.',
  'availability-unknown':
    "Gate 2 could not read the room's calendar, and an unreadable calendar counts as taken. What is left to do: offer help in finding another time; if this happens again, check that the calendar is shared with the service account.",
  'calendar-failed':
    'Google did not accept the events of all days. The ones that were created are being deleted; any that cannot be deleted are reported in a separate e-mail. What is left to do: offer help in finding another time.',
  'too-late':
    'The payment could be handled only after the first booked hour had begun: it was made late, or the workflow ran late. What is left to do: offer help in finding another time.',
  'paid-twice':
    'The same purchase had been paid already with another payment, which stays. Nothing is left to do.',
  'by-hand':
    'Someone on the team refunded it in Stripe. Nothing had been booked for it yet. Nothing is left to do.',
}

/** Playbook 4: the money is refunded, but the room still looks taken. */
export function undeletedEventsAlert(
  booking: PaidBooking,
  undeleted: readonly UndeletedEvent[]
): Email {
  const { sale } = booking
  const subject = `ALERT: ${sale.roomName} is blocked by a refunded booking of ${sale.customerName}`
  return teamEmail(booking, 'orphans', subject, [
    `The booking of ${sale.customerName} was refunded, but these events could not be deleted from the calendar. Until they are deleted, nobody can book the room at these times:`,
    ...undeleted.map((event) => undeletedLine(booking, event)),
    '',
    ...saleSummary(booking),
    '',
    'What was tried: deleting each event by its id, several times. The refund was made first and needs nothing more.',
    '',
    'What to do by hand, today:',
    '1. Open the calendar named above at Google and delete the event at each of the times above.',
    '2. See in Stripe that the payment is refunded in full.',
    '3. Write to the customer: nothing is booked, the money is refunded; offer help in finding another time.',
    '4. Tell Chris the same day: the failed clean-up must be investigated.',
  ])
}

function undeletedLine({ sale, config }: PaidBooking, event: UndeletedEvent) {
  const { slot, room, isUnsure, eventId: id } = event
  const elsewhere = room === sale.room ? '' : `, in the calendar ${config.calendars[room]}`
  const where = isUnsure
    ? '. It was not found; it may stand in a calendar of another room that could not be read'
    : elsewhere
  return `- ${formatSlot(slot)} (Pacific time), event ${id}${where}`
}

/** Required by the documents: charged, but no event and no refund within 5 minutes. */
export function unservedBookingAlert(booking: PaidBooking, waitedMs: number, nth: string): Email {
  const { payment, sale } = booking
  const paid = formatCents(payment.amountCents)
  const subject = `ALERT: ${sale.customerName} paid ${paid}; ${sale.roomName} is neither booked nor refunded`
  return teamEmail(booking, `alert-${nth}`, subject, [
    `${sale.customerName} paid ${Math.round(waitedMs / 60_000)} minutes ago. ${sale.roomName} is not booked yet, and the money is not refunded.`,
    '',
    ...saleSummary(booking),
    '',
    'What was tried: the workflow keeps trying to create the events or to make the refund. Each has a fixed id, so nothing happens twice.',
    '',
    'What to do by hand:',
    `1. Look at the payment in Stripe: its metadata shows the outcome. In the Worker's log, filter by ${payment.id}.`,
    '2. If Google denies access: share the calendar with the service account again ("Make changes to events"). The workflow is still trying and then books by itself.',
    '3. If it cannot wait: refund the payment in full in Stripe, and only then agree on the room with the customer. While the workflow is trying, do not enter an event by hand: it would count as another booking, and the workflow would refund.',
  ])
}

const BOOKING_ENDS: Readonly<Record<string, string>> = {
  confirmed: 'the room is booked',
  refunded: 'the room is not booked, and the money is refunded',
}

/** After an alert. `outcome`: what the workflow ended with. */
export function bookingAlertResolvedEmail(
  booking: PaidBooking,
  outcome = booking.payment.metadata.outcome
): Email {
  const { payment, sale } = booking
  const isUndone = outcome === 'confirmed' && isRefunded(payment)
  const end =
    (isUndone ? undefined : BOOKING_ENDS[outcome ?? '']) ??
    'the room is booked, or the money is refunded. A separate e-mail says which'
  return teamEmail(booking, 'resolved', `Resolved: ${sale.customerName}, ${sale.roomName}`, [
    `The alert for this payment is resolved: ${end}. Nothing is left to do, unless someone entered or refunded something by hand in the meantime.`,
    '',
    ...saleSummary(booking),
    ...optionalLine('Outcome', outcome),
  ])
}

export function teamEmail(
  { payment, config }: PaidBooking,
  name: string,
  subject: string,
  lines: string[]
): Email {
  return {
    tag: emailTag(payment.id, name),
    to: config.teamEmails.map((email) => ({ email })),
    subject,
    text: lines.join('\n'),
  }
}

export function saleSummary({ payment, sale, config }: PaidBooking): string[] {
  return [
    `Who: ${sale.customerName}, ${sale.email}, ${sale.phone}`,
    `What: ${sale.roomName}`,
    ...sale.slots.map((slot) => `When: ${formatSlot(slot)} (Pacific time)`),
    ...optionalLine('Cancelled days', payment.metadata.cancelled_dates),
    `Amount: ${formatCents(payment.amountCents)}`,
    ...optionalLine('Company', sale.company),
    ...optionalLine('Notes', sale.notes),
    ...optionalLine('Podcast or show', sale.showName),
    ...optionalLine('Group size', sale.groupSize),
    ...optionalLine('Set', sale.setChoice),
    ...optionalLine('Special requests', sale.specialRequests),
    `Stripe payment: ${payment.id}`,
    ...optionalLine('Stripe customer', payment.customerId),
    ...optionalLine('Stripe charge', payment.charge?.id),
    ...optionalLine('Receipt', receiptUrl(payment)),
    `Calendar: ${config.calendars[sale.room] ?? `none is set for ${sale.room}`}`,
  ]
}

function optionalLine(label: string, value: string | null | undefined): string[] {
  return value ? [`${label}: ${value}`] : []
}

/** A dispute that was opened or closed, or a refund that failed; with the evidence for a dispute. */
export function disputeNotice(
  booking: PaidBooking,
  event: RefundOrDispute,
  refunds: readonly MadeRefund[]
): Email {
  const { subject, lines } = refundWording(event, soldTo(booking))
  return teamEmail(booking, `${event.type}-${event.objectId}`, subject, [
    ...refunds.map(refundLine),
    ...lines,
    isRefunded(booking.payment)
      ? 'The booking was cancelled with the refund; this changes nothing in the calendar.'
      : 'The booking was left as it is.',
    '',
    ...evidence(booking),
  ])
}

function refundLine({ id, cents, createdMs }: MadeRefund): string {
  return `Already refunded: ${formatCents(cents)} on ${formatDateTime(createdMs)} (${id}).`
}

export function soldTo({ sale }: PaidBooking) {
  return { who: sale.customerName, what: sale.roomName }
}

/** The outcome is what the workflow ended with; the team may have refunded since. */
function refundedSince({ metadata, charge }: Payment): string {
  const cents = charge?.refundedCents ?? 0
  if (cents === 0 || metadata.outcome === 'refunded') return ''
  return `, and ${formatCents(cents)} refunded since`
}

export function evidence(booking: PaidBooking): string[] {
  const { id, metadata } = booking.payment
  const { outcome, outcome_at: at, event_ids: ids, emails } = metadata
  return [
    ...saleSummary(booking),
    `Outcome: ${outcome ?? 'none yet'}${at ? ` at ${formatStamp(at)}` : ''}${refundedSince(booking.payment)}`,
    ...(ids ? [`Calendar events: ${ids.replaceAll(',', ', ')}`] : []),
    `Confirmation e-mail: ${emails === 'unsent' ? 'could not be sent' : `sent to ${booking.sale.email}, tag ${emailTag(id, 'customer')}`}`,
    `Policy shown on the page: ${ROOM_REFUND_POLICY}`,
  ]
}
