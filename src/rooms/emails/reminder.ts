/** The reminder on the day before a room: where it is, when, and until when it can still be cancelled. */
import type { Email } from '../../clients/mailersend.ts'
import { emailTag } from '../../core/ids.ts'
import { seattleClock, seattleDay } from '../../core/time.ts'
import { renderEmail, WHERE } from '../../payments/emails/layout.ts'
import { ARRIVAL } from '../../payments/rules/place.ts'
import type { PaidBooking } from '../booking.ts'
import { ROOM_REFUND_POLICY } from '../rules/cancellation.ts'
import { roomOf } from '../rules/rooms.ts'
import { formatClock, formatInterval, type Interval } from '../rules/slots.ts'
import { refundStillPossible } from './customer.ts'

/** One for each booked day, `YYYY-MM-DD`, as it was sold. */
export const reminderTag = (paymentId: string, date: string) =>
  emailTag(paymentId, `reminder-${date}`)

interface Reminded {
  /** The booked day, as it was sold. */
  date: string
  /** The room's slug and the times of its event now: staff may have moved it. */
  room: string
  interval: Interval
  /** The later days of the same booking. */
  others: readonly Interval[]
}

export function bookingReminder(
  { payment, sale, config }: PaidBooking,
  { date, room, interval, others }: Reminded,
  nowMs: number
): Email {
  const roomName = roomOf(room)?.name ?? room
  return {
    tag: reminderTag(payment.id, date),
    to: [{ email: sale.email, name: sale.customerName }],
    subject: `Tomorrow: ${roomName}, ${hoursOf(interval)}`,
    ...renderEmail({
      heading: `${roomName} is yours tomorrow`,
      firstName: sale.firstName,
      opening: [`We look forward to seeing you tomorrow, ${hoursOf(interval)}.`],
      facts: [
        { label: 'Room', lines: [roomName] },
        { label: 'When (Pacific time)', lines: [formatInterval(interval)] },
        { label: 'Also booked', lines: others.map(formatInterval) },
        WHERE,
        { label: 'Door', lines: [ARRIVAL] },
        { label: 'Reference', lines: [payment.id] },
        {
          label: 'Cancellation',
          lines: [
            `If you cancel: ${refundStillPossible(interval.fromMs, nowMs)}.`,
            ROOM_REFUND_POLICY,
          ],
        },
      ],
      closing: [`To cancel, write to ${config.supportEmail} and name the reference.`],
      supportEmail: config.supportEmail,
    }),
  }
}

/** `'9 AM to 12 PM'`; with the days if it does not end on the day on which it begins. */
function hoursOf(interval: Interval): string {
  const { fromMs, toMs } = interval
  const [from, to] = [fromMs, toMs].map((atMs) => formatClock(seattleClock(atMs)))
  return seattleDay(fromMs) === seattleDay(toMs) ? `${from} to ${to}` : formatInterval(interval)
}
