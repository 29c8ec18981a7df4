/** What every flow of the rooms is handed: the vendors, the rooms' ledgers, the house's settings, the time. */
import type { Calendar } from '../clients/google/calendar.ts'
import type { Mailersend } from '../clients/mailersend.ts'
import type { StripeClient } from '../clients/stripe/client.ts'
import type { Payment } from '../clients/stripe/payments.ts'
import type { Runs, Seen } from '../core/workflow.ts'
import type { AttemptLedger } from '../payments/attempt-ledger.ts'
import type { Remote, Staff } from '../payments/context.ts'
import type { Door } from '../payments/rate-limit.ts'
import type { MoneyNews } from '../payments/refund-events.ts'
import type { CalendarMemory } from './calendar-cache.ts'
import type { HoldCount } from './hold-counter.ts'
import type { RoomLedger } from './room-ledger.ts'

export interface BookingsWorld {
  stripe: StripeClient
  calendar: Calendar
  mail: Mailersend
  /** The ledger of one room, by its slug. */
  room(slug: string): Remote<RoomLedger>
  calendarMemory(slug: string): Remote<CalendarMemory>
  attempt(attemptId: string): Remote<AttemptLedger>
  door: Door
  /** Where her holds are counted, and how many there may be: under her e-mail, under her address. */
  holdCounts(email: string): Promise<{ count: Remote<HoldCount>; most: number }[]>
  runs: Runs<BookingRunOrder>
  house: BookingsHouse
  now(): number
}

/** Settings of the house, from the Worker's configuration. */
export interface BookingsHouse extends Staff {
  /** Room's slug → id of its calendar at Google. */
  calendars: Readonly<Record<string, string>>
  /** How long a room is kept for someone who is paying. */
  holdMs: number
}

export type BookingRunOrder =
  | { kind: 'book-room'; paymentId: string; seen?: Seen<Payment> }
  /** A hold has run out: its unpaid intent is cancelled. */
  | { kind: 'hold-lapsed'; room: string; attemptId: string }
  | { kind: 'booking-money'; news: MoneyNews }
  | { kind: 'late-booking-letters'; paymentId: string }
