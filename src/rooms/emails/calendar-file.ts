/**
 * A booking as a calendar file (iCalendar): one event per day, with ids that a cancellation file can
 * repeat. It contains no text that customers typed, because some readers accept an `END:` line anywhere.
 */
import { generateIcsCalendar, type IcsEvent } from 'ts-ics'
import type { Attachment } from '../../clients/mailersend.ts'
import { PLACE } from '../../payments/rules/place.ts'
import type { PaidBooking } from '../booking.ts'
import { ROOM_REFUND_POLICY } from '../rules/cancellation.ts'
import { intervalOf, type Slot } from '../rules/slots.ts'

/** RFC 5545, 3.1: octets of UTF-8, without the line break. */
const MAX_LINE_OCTETS = 75

export function bookingCalendar(booking: PaidBooking, nowMs: number): Attachment {
  const description = [
    `To cancel, write to ${booking.config.supportEmail} and name the reference: ${booking.payment.id}`,
    ROOM_REFUND_POLICY,
  ]
  return {
    filename: 'labour-temple-booking.ics',
    text: calendarFile(booking.sale.slots, 'PUBLISH', (slot) =>
      icsEvent(booking, slot, nowMs, description)
    ),
  }
}

/** Cancels the same events: their sequence number is higher than in the booking's file. */
export function cancelledCalendar(
  booking: PaidBooking,
  slots: readonly Slot[],
  nowMs: number
): Attachment {
  const description = [`Cancelled and refunded. Reference: ${booking.payment.id}`]
  return {
    filename: 'labour-temple-cancelled.ics',
    text: calendarFile(slots, 'CANCEL', (slot) => ({
      ...icsEvent(booking, slot, nowMs, description),
      status: 'CANCELLED',
      sequence: 1,
    })),
  }
}

function calendarFile(
  slots: readonly Slot[],
  method: 'PUBLISH' | 'CANCEL',
  eventFor: (slot: Slot) => IcsEvent
): string {
  const text = generateIcsCalendar({
    version: '2.0',
    prodId: '-//Labour Temple//Meeting Rooms//EN',
    method,
    events: slots.map(eventFor),
  })
  return refolded(text)
}

function icsEvent(
  { payment, sale, config }: PaidBooking,
  slot: Slot,
  nowMs: number,
  description: readonly string[]
): IcsEvent {
  const { fromMs, toMs } = intervalOf(slot)
  return {
    uid: `${payment.id}-${slot.date}@labourtemple.com`,
    sequence: 0,
    stamp: { date: new Date(nowMs) },
    start: { date: new Date(fromMs) },
    end: { date: new Date(toMs) },
    summary: `Labour Temple: ${sale.roomName}`,
    location: PLACE,
    description: description.join('\n'),
    status: 'CONFIRMED',
    // RFC 5546, 3.2.1 and 3.2.5: PUBLISH and CANCEL need an organizer.
    organizer: { name: 'Labour Temple', email: config.supportEmail },
  }
}

/** Folds the lines again: ts-ics counts UTF-16 units, so its lines can be up to twice too long. */
function refolded(text: string): string {
  const lines = text.replaceAll('\r\n ', '').split('\r\n')
  return lines.map(folded).join('\r\n')
}

function folded(line: string): string {
  const encoder = new TextEncoder()
  let [text, octets] = ['', 0]
  for (const character of line) {
    const size = encoder.encode(character).length
    if (octets + size > MAX_LINE_OCTETS) [text, octets] = [`${text}\r\n `, 1]
    text += character
    octets += size
  }
  return text
}
