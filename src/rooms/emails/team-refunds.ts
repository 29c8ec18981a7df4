/** E-mails to the team about refunds made by hand: which days have left the calendar, and which stay. */
import type { Email } from '../../clients/mailersend.ts'
import { formatCents } from '../../core/money.ts'
import { sanitizeText } from '../../core/sanitize.ts'
import { refundWording } from '../../payments/emails/refund-wording.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import { type PaidBooking, remainingSlots } from '../booking.ts'
import type { BookedPlace, UndeletedEvent } from '../calendar-events.ts'
import { roomOf } from '../rules/rooms.ts'
import { formatInterval, formatSlot, type Interval, type Slot } from '../rules/slots.ts'
import { evidence, soldTo, teamEmail } from './team.ts'

export function refundedTeam(
  booking: PaidBooking,
  event: RefundOrDispute,
  days: { freed: readonly FreedDay[]; undeleted: readonly UndeletedEvent[] }
): Email {
  const { subject, lines } = refundWording(event, soldTo(booking))
  const past = remainingSlots(booking).length - days.freed.length
  const left = days.undeleted.map(({ slot }) => slot.date)
  return teamEmail(booking, 'team-refunded', subject, [
    ...lines,
    ...days.freed
      .filter(({ slot }) => !left.includes(slot.date))
      .map((day) => freedLine(booking, day)),
    ...(left.length > 0
      ? ['Some events could not be deleted; a separate e-mail says which and what to do.']
      : []),
    ...(past > 0
      ? [`${past} of the booked days had started or are over; they were left as they are.`]
      : []),
    '',
    ...evidence(booking),
  ])
}

/** A day that has left the calendar; its event stood there, or where staff had moved it. */
export interface FreedDay extends BookedPlace {
  interval: Interval
}

function freedLine({ sale }: PaidBooking, { slot, room, interval }: FreedDay): string {
  const stoodAt = formatInterval(interval)
  const sold = formatSlot(slot)
  const moved = stoodAt === sold ? '' : ` (sold for ${sold}, moved since)`
  const where = room === sale.room ? 'The room' : (roomOf(room)?.name ?? room)
  return `${where} is free again: ${stoodAt}${moved}.`
}

/** What became of the days that refunds in part name. */
export interface NamedDays {
  freed: readonly FreedDay[]
  undeleted: readonly UndeletedEvent[]
  /** Named, but begun or over: they stay as they are. */
  begun: readonly Slot[]
  /** Named, but no day of this booking. */
  unknown: readonly string[]
}

export const NO_DAYS: NamedDays = { freed: [], undeleted: [], begun: [], unknown: [] }

/** Without named days only the team knows what the part was for, so every event stays. */
export function partlyRefunded(
  booking: PaidBooking,
  event: RefundOrDispute,
  days: NamedDays = NO_DAYS
): Email {
  const { subject, lines } = refundWording(event, soldTo(booking))
  return teamEmail(booking, `partly-refunded-${event.cents}`, `In part: ${subject}`, [
    ...lines,
    ...(isNone(days)
      ? [
          'It is a part of the price: every day was left in the calendar, and the customer gets an e-mail about the amount alone. If a day is cancelled, write its date into the metadata of the refund in Stripe, as booking_dates (2026-05-04, several with commas): then it is freed, and the customer is told. Or delete its event; then the room can be booked again.',
        ]
      : namedLines(booking, days)),
    '',
    ...evidence(booking),
  ])
}

/** The days were named after the refund was made. */
export function daysCancelled(
  booking: PaidBooking,
  event: RefundOrDispute,
  days: NamedDays
): Email {
  const { sale } = booking
  const cancelled = days.freed.map(({ slot }) => slot.date)
  const notCancelled = [...days.begun.map(({ date }) => date), ...days.unknown]
  const which = [...cancelled, ...notCancelled].join(', ')
  const list = (label: string, dates: string[]) =>
    dates.length > 0 ? `; ${label}: ${sanitizeText(dates.join(', ')).slice(0, 80)}` : ''
  return teamEmail(
    booking,
    `team-days-cancelled-${which.slice(0, 60)}`,
    `Days of a refund: ${sale.customerName}, ${sale.roomName}${list('cancelled', cancelled)}${list('NOT cancelled', notCancelled)}`,
    [
      `The refund of ${formatCents(event.cents)} to ${sale.customerName} names days that it cancels.`,
      ...namedLines(booking, days),
      '',
      ...evidence(booking),
    ]
  )
}

const isNone = ({ freed, begun, unknown }: NamedDays) =>
  freed.length + begun.length + unknown.length === 0

function namedLines(booking: PaidBooking, { freed, undeleted, begun, unknown }: NamedDays) {
  const left = undeleted.map(({ slot }) => slot.date)
  const deleted = freed.filter(({ slot }) => !left.includes(slot.date))
  return [
    ...deleted.map((day) => freedLine(booking, day)),
    ...(left.length > 0
      ? ['Some events could not be deleted; a separate e-mail says which and what to do.']
      : []),
    ...begun.map((slot) => `${formatSlot(slot)} had begun or is over; it was left as it is.`),
    ...unknown.map(
      (date) =>
        `"${sanitizeText(date).slice(0, 40)}" is no day of this booking; nothing was freed for it. What to do: correct booking_dates in the metadata of the refund in Stripe (days as 2026-05-04, several with commas).`
    ),
    freed.length > 0
      ? 'The customer gets an e-mail that names the days that are cancelled.'
      : 'The customer gets no e-mail about days.',
  ]
}
