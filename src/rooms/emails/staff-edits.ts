/** E-mails to the team about events of paid bookings that staff changed in the calendar. */
import type { BusyEvent } from '../../clients/google/events.ts'
import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import type { PaidBooking } from '../booking.ts'
import type { FoundEvent } from '../find-event.ts'
import { roomOf } from '../rules/rooms.ts'
import { formatInterval, formatSlot, type Interval, type Slot } from '../rules/slots.ts'
import { saleSummary } from './team.ts'

const PACIFIC = '(Pacific time)'

/** Staff deleted the event of a day and did not refund it. `nth`: of the e-mails about this day, from 1. */
export function deletedDay(booking: PaidBooking, slot: Slot, nth: number): Email {
  const { sale } = booking
  return teamEmail(booking, `deleted-${slot.date}${numbered(nth)}`, {
    subject: `Deleted from the calendar, not refunded: ${sale.customerName}, ${sale.roomName}, ${slot.date}`,
    lines: [
      `The event of ${formatSlot(slot)} ${PACIFIC} in the calendar of ${sale.roomName} (${sale.customerName}) was deleted. The booking is not refunded, and the hour is on sale again.`,
      '',
      `By mistake? Restore it from the bin of the calendar, before somebody else books the hour.`,
      `On purpose? Refund the day in Stripe if that was agreed, and write to ${sale.customerName}, who was told nothing.`,
    ],
  })
}

/** Staff moved the event of a day to another room's calendar. */
export function movedToRoom(
  booking: PaidBooking,
  slot: Slot,
  event: FoundEvent,
  nth: number
): Email {
  const { sale } = booking
  const [from, to] = [sale.roomName, nameOf(event.room)]
  return teamEmail(booking, `moved-${slot.date}${numbered(nth)}`, {
    subject: `Moved to ${to}: ${sale.customerName}, ${from}, ${slot.date}`,
    lines: [
      `The event of ${formatSlot(slot)} ${PACIFIC} (${sale.customerName}) was moved from the calendar of ${from} to that of ${to}: ${formatInterval(timesOf(event))}. ${from} is on sale again for its hours; ${to} is taken.`,
      '',
      `By mistake? Move it back. On purpose? Write to ${sale.customerName}, who was told nothing, and check the price. A full refund deletes the event where it stands.`,
    ],
  })
}

/** A refunded booking's event that was deleted, and stands in the calendar again. */
export function refundedStands(booking: PaidBooking, event: BusyEvent, room: string): Email {
  const { sale, payment } = booking
  return teamEmail(booking, `stands-${event.id.slice(0, 16)}-${event.startMs / 60_000}`, {
    subject: `Refunded, and in the calendar again: ${sale.customerName}, ${nameOf(room)}`,
    lines: [
      `${sale.customerName} was refunded ${formatCents(payment.charge?.refundedCents ?? 0)}, and the event was deleted then. It stands in the calendar of ${nameOf(room)} again: ${formatInterval({ fromMs: event.startMs, toMs: event.endMs })} ${PACIFIC}, event ${event.id}. While it stands nobody can book these hours.`,
      '',
      `What to do by hand: if it was restored by mistake, delete it. If ${sale.customerName} has the room after all, leave it; the system charges nothing for it.`,
    ],
  })
}

/** A busy entry of the same calendar, at the same time as the event of a paid booking. */
export interface Overlap {
  eventId: string
  interval: Interval
  /** The other paid booking; `null` for an entry of staff. */
  other: PaidBooking | null
  otherInterval: Interval
  otherEventId: string
  room: string
}

/** Two uses of one room at one time. `day` makes it one e-mail a night. */
export function overlapAlert(booking: PaidBooking, overlap: Overlap, day: string): Email {
  const { sale } = booking
  const { other, room } = overlap
  const second = other ? `the booking of ${other.sale.customerName}` : 'an entry of staff'
  return teamEmail(booking, `overlap-${overlap.otherEventId.slice(0, 16)}-${day}`, {
    subject: `ALERT: ${nameOf(room)} has two uses at one time: ${sale.customerName} and ${second}`,
    lines: [
      `In the calendar of ${nameOf(room)} two entries overlap, and at least one is paid for:`,
      `- ${sale.customerName}, paid: ${formatInterval(overlap.interval)} ${PACIFIC}, event ${overlap.eventId}, payment ${booking.payment.id}`,
      `- ${second}: ${formatInterval(overlap.otherInterval)} ${PACIFIC}, event ${overlap.otherEventId}${other ? `, payment ${other.payment.id}, ${other.sale.email}, ${other.sale.phone}` : ''}`,
      '',
      'What was tried: nothing; only a person can say who gets the room. This is repeated each night until it is resolved.',
      '',
      'What to do by hand:',
      '1. If one of the two was restored or entered by mistake, delete it.',
      '2. Otherwise move one of them to a free time or room, after asking its customer, or refund it in full in Stripe: then its event is deleted by itself.',
    ],
  })
}

function teamEmail(
  booking: PaidBooking,
  name: string,
  { subject, lines }: { subject: string; lines: string[] }
): Email {
  return {
    tag: emailTag(booking.payment.id, name),
    to: booking.config.teamEmails.map((email) => ({ email })),
    subject,
    text: [...lines, '', ...saleSummary(booking)].join('\n'),
  }
}

const numbered = (nth: number) => (nth > 1 ? `-${nth}` : '')
const nameOf = (room: string) => roomOf(room)?.name ?? room
const timesOf = ({ startMs, endMs }: FoundEvent): Interval => ({ fromMs: startMs, toMs: endMs })
