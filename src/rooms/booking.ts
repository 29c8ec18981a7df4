/** A booking as a payment's metadata, written and read back. The metadata is the only source used later. */

import type { Payment } from '../clients/stripe/payments.ts'
import { sanitizeText } from '../core/sanitize.ts'
import { isDay } from '../core/time.ts'
import type { Unreadable } from '../payments/emails/unreadable.ts'
import { isEmailAddress, trackBySigns } from '../payments/rules/signs.ts'
import type { BookingsConfig } from './context.ts'
import { roomOf } from './rules/rooms.ts'
import { endOf, minutesOf, type Slot } from './rules/slots.ts'

/** Texts are plain text and never `undefined`; a missing one is empty. */
export interface Booking {
  /** The room's slug. */
  room: string
  roomName: string
  /** In the order of their days. */
  slots: Slot[]
  customerName: string
  firstName: string
  email: string
  phone: string
  company: string
  notes: string
  showName: string
  groupSize: string
  setChoice: string
  specialRequests: string
  attemptId: string
}

/** Operations document of the rooms: `booking_dates`, `booking_time`; one time if it is the same on all days. */
export function slotMetadata(slots: readonly Slot[]): {
  booking_dates: string
  booking_time: string
} {
  const times = slots.map((slot) => `${slot.start}-${endOf(slot)}`)
  return {
    booking_dates: slots.map(({ date }) => date).join(','),
    booking_time: (new Set(times).size === 1 ? times.slice(0, 1) : times).join(','),
  }
}

/** Reads the slots back; empty if the metadata is not valid. */
export function slotsOf(metadata: Record<string, string>): Slot[] {
  const dates = (metadata.booking_dates ?? '').split(',')
  const times = (metadata.booking_time ?? '').split(',')
  const slots = dates.flatMap((date, index) => {
    const time = times.length === 1 ? times[0] : times[index]
    const [, start, end] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(time ?? '') ?? []
    if (!isDay(date) || !start || !end) return []
    return [{ date, start, hours: (minutesOf(end) - minutesOf(start)) / 60 }]
  })
  return slots.length === dates.length && slots.every(({ hours }) => hours > 0) ? slots : []
}

/** The days of a list that people typed, as far as they are set apart by commas, semicolons or spaces. */
export const listedDates = (text = ''): string[] => text.split(/[\s,;]+/).filter(Boolean)

/** Days that a refund in part has cancelled; the rest of the booking stays. */
export const cancelledDates = ({ metadata }: Pick<Payment, 'metadata'>): string[] =>
  listedDates(metadata.cancelled_dates)

/** The days of a booking that no refund in part has cancelled. */
export function remainingSlots({ payment, sale }: Pick<PaidBooking, 'payment' | 'sale'>): Slot[] {
  const cancelled = cancelledDates(payment)
  return sale.slots.filter(({ date }) => !cancelled.includes(date))
}

/** Written with the outcome: the UIDs of the calendar files are by the day's place in the booking. */
export const UIDS_BY_PLACE = { calendar_uids: 'by-place' }

/**
 * The UID of a day in the calendar files. A day keeps it when it is moved, and a cancelling file repeats
 * that of the confirming file: a sale that was confirmed with dates in its UIDs keeps them.
 */
export function calendarUid(
  { payment, sale }: Pick<PaidBooking, 'payment' | 'sale'>,
  date: string
): string {
  const { outcome, calendar_uids: form } = payment.metadata
  const isByPlace = outcome === undefined || form === UIDS_BY_PLACE.calendar_uids
  const place = sale.slots.findIndex((slot) => slot.date === date) + 1
  return `${payment.id}-${isByPlace ? place : date}@labourtemple.com`
}

/** The metadata keys without a valid value, each with what it must hold. Empty for a readable booking. */
export function faultsOf(metadata: Record<string, string>): string[] {
  return [
    metadata.track === '2' ? '' : 'track must be 2',
    metadata.room ? '' : 'room must be the slug of the room',
    isEmailAddress(metadata.email) ? '' : 'email must be the e-mail address of the customer',
    slotsOf(metadata).length > 0
      ? ''
      : 'booking_dates and booking_time must be days like 2026-05-04,2026-05-05 and times like 09:00-11:00, one for all days or one for each',
  ].filter(Boolean)
}

/** `null` unless the payment is one of ours for a room (Track 2) that can be read (`faultsOf`). */
export function parseBooking({ metadata }: Pick<Payment, 'metadata'>): Booking | null {
  if (faultsOf(metadata).length > 0) return null
  const { email = '' } = metadata
  const slots = slotsOf(metadata)
  const text = (key: string) => sanitizeText(metadata[key] ?? '')
  const room = text('room')
  const customerName = text('customer_name') || email
  return {
    // A booked room may have been removed from the list of rooms since.
    room,
    roomName: roomOf(room)?.name ?? room,
    slots,
    customerName,
    firstName: customerName.split(' ')[0] || 'there',
    email,
    phone: text('phone'),
    company: text('company'),
    notes: text('notes'),
    showName: text('show_name'),
    groupSize: text('group_size'),
    setChoice: text('set_choice'),
    specialRequests: text('special_requests'),
    attemptId: metadata.attempt_id ?? '',
  }
}

/** Whether two bookings are of one room at the same times. */
export function isSameBooking(one: Booking, other: Booking): boolean {
  const times = ({ room, slots }: Booking) => JSON.stringify([room, slotMetadata(slots)])
  return times(one) === times(other)
}

/** A paid booking that cannot be read; `null` if the payment is readable or not ours. */
export function unreadableOf(payment: Payment): Unreadable | null {
  if (payment.status !== 'succeeded' || trackBySigns(payment) !== '2') return null
  const faults = faultsOf(payment.metadata)
  return faults.length > 0 ? { ...payment, faults } : null
}

export interface PaidBooking {
  payment: Payment
  sale: Booking
  config: BookingsConfig
}
