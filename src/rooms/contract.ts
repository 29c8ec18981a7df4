/** What comes in and what goes out of the bookings Worker: its bodies as schemas, its answers as types. */
import * as z from 'zod/mini'

const text = (max: number) => z.string().check(z.trim(), z.maxLength(max))
const required = (max: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(max))

/** More days than any booking may have are read, so that the refusal can say the rule. */
const MOST_DAYS_READ = 100

/**
 * Types only: whether a day, a start or a number of hours is a good one is the rules' to say, in words.
 * Unknown fields are ignored.
 */
export const CreateBooking = z.object({
  room: z.string(),
  days: z
    .array(z.object({ date: text(40), start: text(40), hours: z.number() }))
    .check(z.maxLength(MOST_DAYS_READ)),
  name: required(200),
  email: z.pipe(text(254), z.email()),
  phone: required(40),
  company: z.optional(text(200)),
  notes: z.optional(text(2000)),
  extras: z.optional(
    z.object({
      showName: z.optional(text(200)),
      groupSize: z.optional(z.number()),
      setChoice: z.optional(text(200)),
      specialRequests: z.optional(text(2000)),
    })
  ),
  attemptId: z.uuid(),
})
export type CreateBooking = z.infer<typeof CreateBooking>

/** One day of a booking: `{ date: '2026-05-04', start: '09:00', hours: 2 }`, Seattle's clock. */
export interface SlotAnswer {
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

/** `GET /availability?room&date`; `closed` says why nobody can book that day. */
export interface DayAnswer {
  room: string
  date: string
  slots: { start: string; maxHours: number }[]
  closed?: { reason: string }
}

/** `GET /availability?room&month=YYYY-MM`. */
export interface MonthAnswer {
  room: string
  month: string
  days: Record<string, 'open' | 'full' | 'closed'>
}

export type CreateBookingAnswer =
  | {
      clientSecret: string
      paymentIntentId: string
      amountCents: number
      /** One a day; the discount of a long day is in its amount. */
      lines: { label: string; cents: number }[]
      /** Until when the room is kept for her; ISO instant. */
      holdUntil: string
      attemptId: string
    }
  | { alreadyPaid: true; outcome: string }

/** `GET /booking-status?payment_intent=pi_…` with the client secret in the header `x-client-secret`. */
export interface BookingStatusAnswer {
  outcome: 'confirmed' | 'working' | 'refunded' | 'not-paid'
  /** The room's slug. */
  room: string
  days: SlotAnswer[]
  amountCents: number
  receiptUrl?: string
  /** `words` say what happened and when the money is back. */
  refund?: { amountCents: number; words: string }
}
