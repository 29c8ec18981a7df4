/** A booking as a payment's metadata, written and read back. The metadata is the only source used later. */

import type { Payment } from '../clients/stripe/payments.ts'
import { sanitizeText } from '../core/sanitize.ts'
import { isDay } from '../core/time.ts'
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
  return slots.length === dates.length ? slots : []
}

/** `null` unless the payment is one of ours for a room (Track 2). */
export function parseBooking({ metadata }: Pick<Payment, 'metadata'>): Booking | null {
  const slots = slotsOf(metadata)
  if (metadata.track !== '2' || !metadata.email || slots.length === 0) return null
  const text = (key: string) => sanitizeText(metadata[key] ?? '')
  const room = text('room')
  const customerName = text('customer_name') || metadata.email
  return {
    // A booked room may have been removed from the list of rooms since.
    room,
    roomName: roomOf(room)?.name ?? room,
    slots,
    customerName,
    firstName: customerName.split(' ')[0] || 'there',
    email: metadata.email,
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

export interface PaidBooking {
  payment: Payment
  sale: Booking
  config: BookingsConfig
}
