/** Request bodies of the bookings Worker as schemas, and its responses as types. */
import * as z from 'zod/mini'
import {
  attemptId,
  email,
  line,
  personName,
  requiredLine,
  text,
  wholeParagraphs,
} from '../payments/contract.ts'
import { REQUESTS_LENGTH, TEXT_LENGTH } from './rules/texts.ts'

/** More days than a booking may have, so that the rules can refuse them with their own message. */
const MAX_DAYS_READ = 100

/**
 * Checks types only. The booking rules check days, starts and hours and have a message for each.
 * Unknown fields are ignored.
 */
export const CreateBooking = z.object({
  room: z.string(),
  days: z
    .array(z.object({ date: text(40), start: text(40), hours: z.number() }))
    .check(z.maxLength(MAX_DAYS_READ)),
  name: personName(200),
  email,
  phone: requiredLine(40),
  company: z.optional(line(TEXT_LENGTH)),
  notes: z.optional(wholeParagraphs(TEXT_LENGTH)),
  extras: z.optional(
    z.object({
      showName: z.optional(line(TEXT_LENGTH)),
      groupSize: z.optional(z.number()),
      setChoice: z.optional(line(TEXT_LENGTH)),
      specialRequests: z.optional(wholeParagraphs(REQUESTS_LENGTH)),
    })
  ),
  attemptId,
})
export type CreateBooking = z.infer<typeof CreateBooking>

/** One day of a booking: `{ date: '2026-05-04', start: '09:00', hours: 2 }`, Seattle's clock. */
export interface SlotResponse {
  date: string
  start: string
  hours: number
}

/** `GET /rooms` lists these; `extras` are the further questions of the booking form. */
export interface RoomResponse {
  slug: string
  name: string
  capacity: number
  minHours: number
  centsPerHour: number
  discountEligible: boolean
  extras: { name: string; required: boolean }[]
  bookable: boolean
  forSale: boolean
}

/** `GET /availability?room&date`; `closed`: why the day cannot be booked at all. */
export interface DayResponse {
  room: string
  date: string
  slots: { start: string; maxHours: number }[]
  closed?: { reason: string }
}

/** `GET /availability?room&month=YYYY-MM`. */
export interface MonthResponse {
  room: string
  month: string
  days: Record<string, 'open' | 'full' | 'closed'>
}

export type CreateBookingResponse =
  | {
      clientSecret: string
      paymentIntentId: string
      amountCents: number
      /** One per day; the amount includes the discount of a long day. */
      lines: { label: string; cents: number }[]
      /** When the hold on the room expires; ISO 8601. */
      holdUntil: string
      /** The same as seconds from the answer on; the visitor's clock may be wrong. */
      holdSecondsLeft: number
      attemptId: string
    }
  | { alreadyPaid: true; outcome: string }

/** `GET /booking-status?payment_intent=pi_…` with the client secret in the header `x-client-secret`. */
export interface BookingStatusResponse {
  outcome: 'confirmed' | 'working' | 'refunded' | 'not-paid'
  /** The room's slug. */
  room: string
  days: SlotResponse[]
  /** Of each confirmed day, its UID in calendar files, so that a calendar shows it once. */
  calendarUids?: string[]
  amountCents: number
  receiptUrl?: string
  /** `words`: what happened and when the money arrives, as text for the customer. */
  refund?: { amountCents: number; words: string }
}
