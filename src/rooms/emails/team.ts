/** What the team is told about a room booking: who, what, how much, which ids, what to do by hand. */
import type { Email } from '../../clients/mailersend.ts'
import { receiptUrl } from '../../clients/stripe/payments.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { type Day, formatDay } from '../../core/time.ts'
import { refundWording } from '../../payments/emails/refund-wording.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import type { PaidBooking } from '../booking.ts'
import { ROOM_REFUND_POLICY } from '../rules/cancellation.ts'
import type { RefundReason } from '../rules/refund-reasons.ts'
import { formatSlot, type Slot } from '../rules/slots.ts'

export function bookingNotification(about: PaidBooking, eventIds: readonly string[]): Email {
  const { sale } = about
  const more = sale.slots.length > 1 ? ` and ${sale.slots.length - 1} more` : ''
  const subject = `${sale.roomName} booked: ${sale.customerName}, ${sale.slots[0]?.date}${more}`
  return teamEmail(about, 'team', subject, [
    `${sale.customerName} booked ${sale.roomName}. The calendar has it; nothing is left to do.`,
    '',
    ...saleSummary(about),
    ...eventIds.map((id) => `Calendar event: ${id}`),
  ])
}

export function refundNotification(about: PaidBooking, why: RefundReason, cents: number): Email {
  const { sale, payment } = about
  const subject = `Refunded: ${sale.customerName}, ${formatCents(cents)}, ${sale.roomName}`
  return teamEmail(about, 'team-refunded', subject, [
    `${formatCents(cents)} of ${formatCents(payment.amountCents)} went back to ${sale.customerName}, who is told by e-mail.`,
    `Why: ${WHY[why]}`,
    '',
    ...saleSummary(about),
  ])
}

/** Operations document of the rooms, playbook 2; a refund without an event is the safety net. */
const WHY: Record<RefundReason, string> = {
  'slot-taken':
    'Gate 2 found the room taken on at least one of the days. That is the safety net, not a fault. What is left to do: offer help in finding another time.',
  'availability-unknown':
    "Gate 2 could not read the room's calendar, and an unreadable calendar counts as taken. What is left to do: offer help in finding another time; if this repeats itself, check that the calendar is shared with the service account.",
  'calendar-failed':
    'Google did not take the events of all days. Those that were made are being taken out; what cannot be taken out is reported in a letter of its own. What is left to do: offer help in finding another time.',
  'too-late':
    'The payment came through only after the first booked hour had begun. What is left to do: offer help in finding another time.',
  'paid-twice':
    'The same purchase had been paid already with another payment, which stands. Nothing is left to do.',
  'by-hand':
    'Someone on the team refunded it in Stripe. Nothing had been booked for it yet. Nothing is left to do.',
}

/** Playbook 4, the worst case: the money is back, and the room looks taken. */
export function undeletedEventsAlert(
  about: PaidBooking,
  orphans: readonly { date: Day; eventId: string }[]
): Email {
  const { sale } = about
  const subject = `ALERT: ${sale.roomName} is kept from others by a booking of ${sale.customerName} that was refunded`
  return teamEmail(about, 'orphans', subject, [
    `The booking of ${sale.customerName} was refunded, but these events could not be taken out of the calendar. While they stand, nobody can book the room at these times:`,
    ...orphans.map((orphan) => `- ${orphanWords(about, orphan)}, event ${orphan.eventId}`),
    '',
    ...saleSummary(about),
    '',
    'What was tried: Google was asked again and again to delete each of them by its id. The refund was made first and needs nothing more.',
    '',
    'What to do by hand, today:',
    '1. Open the calendar named above at Google and delete the event at each of the times above.',
    '2. See in Stripe that the payment is refunded in full.',
    '3. Write to the customer: nothing is booked, the money is back; offer help in finding another time.',
    '4. Tell Chris the same day: a clean-up that failed has to be looked into.',
  ])
}

function orphanWords({ sale }: PaidBooking, { date }: { date: Day }): string {
  const slot = sale.slots.find((one) => one.date === date)
  return slot ? `${formatSlot(slot)} (Pacific time)` : formatDay(date)
}

/** Documents: charged, no event and no refund within 5 minutes is escalated. */
export function unservedBookingAlert(about: PaidBooking, waitedMs: number, nth: string): Email {
  const { payment, sale } = about
  const paid = formatCents(payment.amountCents)
  const subject = `ALERT: ${sale.customerName} paid ${paid}; ${sale.roomName} is neither booked nor refunded`
  return teamEmail(about, `alert-${nth}`, subject, [
    `${sale.customerName} paid ${Math.round(waitedMs / 60_000)} minutes ago. ${sale.roomName} is not booked yet, and the money has not gone back.`,
    '',
    ...saleSummary(about),
    '',
    'What was tried: the events are being entered in the calendar, or the refund asked for, again and again under names of their own, so that nothing is made twice; it goes on being tried.',
    '',
    'What to do by hand:',
    `1. Look at the payment in Stripe: its metadata says what became of it. In the Worker's log, filter by ${payment.id}.`,
    '2. If Google refuses us: share the calendar with the service account again ("Make changes to events"). The run that is still trying then books by itself.',
    '3. If it cannot wait: refund the payment in full in Stripe, and only then agree on the room with the customer. An event entered by hand while the run is trying looks to it like another booking, and it would refund.',
  ])
}

/** After an alert: the room was booked, or the money went back. */
export function bookingAlertResolvedEmail(about: PaidBooking): Email {
  const { payment, sale } = about
  const outcome = payment.metadata.outcome
  return teamEmail(about, 'resolved', `Resolved: ${sale.customerName}, ${sale.roomName}`, [
    'The alert for this payment is over: the room is booked, or the money is back. A letter of its own says which. Nothing is left to do, unless someone entered or refunded something by hand meanwhile.',
    '',
    ...saleSummary(about),
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

export function refundedTeam(
  about: PaidBooking,
  event: RefundOrDispute,
  freed: readonly Slot[]
): Email {
  const { subject, lines } = refundWording(event, soldTo(about))
  const past = about.sale.slots.length - freed.length
  return teamEmail(about, 'team-refunded', subject, [
    ...lines,
    ...freed.map((slot) => `The room is free again: ${formatSlot(slot)}.`),
    ...(past > 0
      ? [`${past} of the booked days had begun or are over; they were left as they are.`]
      : []),
    '',
    ...evidence(about),
  ])
}

/** Which days a part of the money is for only people know. */
export function partlyRefunded(about: PaidBooking, event: RefundOrDispute): Email {
  const { subject, lines } = refundWording(event, soldTo(about))
  return teamEmail(about, `partly-refunded-${event.cents}`, `In part: ${subject}`, [
    ...lines,
    'It is a part of the price: every day was left in the calendar, and she was not written to. If a day is cancelled, delete its event; the room can be booked again then.',
    '',
    ...evidence(about),
  ])
}

/** Evidence for a dispute, a refund that came back, a dispute that is over. */
export function disputeNotice(about: PaidBooking, event: RefundOrDispute): Email {
  const { subject, lines } = refundWording(event, soldTo(about))
  return teamEmail(about, `${event.type}-${event.objectId}`, subject, [
    ...lines,
    'The booking was left as it is.',
    '',
    ...evidence(about),
  ])
}

export function soldTo({ sale }: PaidBooking) {
  return { who: sale.customerName, what: sale.roomName }
}

export function evidence(about: PaidBooking): string[] {
  const { id, metadata } = about.payment
  const { outcome, outcome_at: at, event_ids: ids, emails } = metadata
  return [
    ...saleSummary(about),
    `Outcome: ${outcome ?? 'none yet'}${at ? ` at ${at}` : ''}`,
    ...(ids ? [`Calendar events: ${ids.replaceAll(',', ', ')}`] : []),
    `Confirmation e-mail: ${emails === 'unsent' ? 'could not be sent' : `sent to ${about.sale.email}, tag ${emailTag(id, 'customer')}`}`,
    `Policy shown on the page: ${ROOM_REFUND_POLICY}`,
  ]
}
