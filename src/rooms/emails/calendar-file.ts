/**
 * A booking as a calendar file: one event for each day, under names by which it can be cancelled. Nothing
 * that people typed is in it: some readers take a component's end for one wherever it stands.
 */
import { generateIcsCalendar, type IcsEvent } from 'ts-ics'
import type { Attachment } from '../../clients/mailersend.ts'
import { POSTAL_ADDRESS } from '../../payments/emails/layout.ts'
import type { PaidBooking } from '../booking.ts'
import { ROOM_REFUND_POLICY } from '../rules/cancellation.ts'
import { intervalOf, type Slot } from '../rules/slots.ts'

/** RFC 5545, 3.1: octets of UTF-8, the line break not counted. */
const LONGEST_LINE = 75

export function bookingCalendar(about: PaidBooking, nowMs: number): Attachment {
  const words = [
    `To cancel, write to ${about.config.supportEmail} and name the reference: ${about.payment.id}`,
    ROOM_REFUND_POLICY,
  ]
  return {
    filename: 'labour-temple-booking.ics',
    text: fileOf(about, 'PUBLISH', (slot) => eventOf(about, slot, nowMs, words)),
  }
}

/** Takes the same events out again: a higher sequence outranks the booking's file. */
export function cancelledCalendar(about: PaidBooking, nowMs: number): Attachment {
  const words = [`Cancelled and refunded. Reference: ${about.payment.id}`]
  return {
    filename: 'labour-temple-cancelled.ics',
    text: fileOf(about, 'CANCEL', (slot) => ({
      ...eventOf(about, slot, nowMs, words),
      status: 'CANCELLED',
      sequence: 1,
    })),
  }
}

function fileOf(
  { sale }: PaidBooking,
  method: 'PUBLISH' | 'CANCEL',
  eventFor: (slot: Slot) => IcsEvent
): string {
  const text = generateIcsCalendar({
    version: '2.0',
    prodId: '-//Labour Temple//Meeting Rooms//EN',
    method,
    events: sale.slots.map(eventFor),
  })
  return refolded(text)
}

function eventOf(
  { payment, sale, config }: PaidBooking,
  slot: Slot,
  nowMs: number,
  words: readonly string[]
): IcsEvent {
  const { fromMs, toMs } = intervalOf(slot)
  return {
    uid: `${payment.id}-${slot.date}@labourtemple.com`,
    sequence: 0,
    stamp: { date: new Date(nowMs) },
    start: { date: new Date(fromMs) },
    end: { date: new Date(toMs) },
    summary: `Labour Temple: ${sale.roomName}`,
    location: `Labour Temple, ${POSTAL_ADDRESS}`,
    description: words.join('\n'),
    status: 'CONFIRMED',
    // RFC 5546, 3.2.1 and 3.2.5: a file that is published or cancels names who holds the event.
    organizer: { name: 'Labour Temple', email: config.supportEmail },
  }
}

/** ts-ics counts UTF-16 units and forgets the space before a continued line: up to twice too long. */
function refolded(text: string): string {
  const lines = text.replaceAll('\r\n ', '').split('\r\n')
  return lines.map(folded).join('\r\n')
}

function folded(line: string): string {
  const encoder = new TextEncoder()
  let [text, octets] = ['', 0]
  for (const character of line) {
    const size = encoder.encode(character).length
    if (octets + size > LONGEST_LINE) [text, octets] = [`${text}\r\n `, 1]
    text += character
    octets += size
  }
  return text
}
