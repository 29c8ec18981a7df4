/**
 * A booking as calendar files (iCalendar): one file for each day, because several calendars read only the
 * first event of a file. They contain no text that customers typed, because some readers accept an `END:`
 * line anywhere.
 */
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { Attachment } from '../../clients/mailersend.ts'
import { fileDay } from '../../payments/rules/calendar-file.ts'
import { PLACE } from '../../payments/rules/place.ts'
import { calendarUid, type PaidBooking } from '../booking.ts'
import { ROOM_REFUND_POLICY } from '../rules/cancellation.ts'
import { intervalOf, type Slot } from '../rules/slots.ts'

/** One file for each day of the booking. */
export function bookingCalendars(booking: PaidBooking, nowMs: number): Attachment[] {
  const description = [
    `To cancel, write to ${booking.config.supportEmail} and name the reference: ${booking.payment.id}`,
    ROOM_REFUND_POLICY,
  ].join('\n')
  return booking.sale.slots.map((slot) => ({
    filename: `labour-temple-booking-${fileDay(slot.date)}.ics`,
    text: calendarFile(booking, slot, { description, isCancelled: false, nowMs }),
  }))
}

/** Cancels the events of these days: their sequence number is higher than in the booking's files. */
export function cancelledCalendars(
  booking: PaidBooking,
  slots: readonly Slot[],
  nowMs: number
): Attachment[] {
  const description = `Cancelled and refunded. Reference: ${booking.payment.id}`
  return slots.map((slot) => ({
    filename: `labour-temple-cancelled-${fileDay(slot.date)}.ics`,
    text: calendarFile(booking, slot, { description, isCancelled: true, nowMs }),
  }))
}

interface FileContent {
  description: string
  isCancelled: boolean
  nowMs: number
}

function calendarFile(
  { payment, sale, config }: PaidBooking,
  slot: Slot,
  { description, isCancelled, nowMs }: FileContent
): string {
  const { fromMs, toMs } = intervalOf(slot)
  const calendar = ical({
    prodId: { company: 'Labour Temple', product: 'Meeting Rooms', language: 'EN' },
    method: isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  })
  calendar.createEvent({
    id: calendarUid({ payment, sale }, slot.date),
    sequence: isCancelled ? 1 : 0,
    stamp: new Date(nowMs),
    start: new Date(fromMs),
    end: new Date(toMs),
    summary: `Labour Temple: ${sale.roomName}`,
    location: PLACE,
    description,
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    // RFC 5546, 3.2.1 and 3.2.5: PUBLISH and CANCEL need an organizer.
    organizer: { name: 'Labour Temple', email: config.supportEmail },
  })
  // RFC 5545, 3.1: every line ends so, the last one too.
  return `${calendar.toString()}\r\n`
}
