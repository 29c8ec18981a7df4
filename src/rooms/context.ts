/** Dependencies of the room code (Track 2), and the parameters of its workflows. */
import type { Calendar } from '../clients/google/calendar.ts'
import type { Payment } from '../clients/stripe/payments.ts'
import type { Rpc } from '../core/rpc.ts'
import type { Snapshot, Workflows } from '../core/workflow.ts'
import type { SweepContext } from '../operations/sweep-context.ts'
import type { CommonConfig, SaleContext } from '../payments/context.ts'
import type { RefundOrDispute } from '../payments/refund-events.ts'
import type { CalendarCache } from './calendar-cache.ts'
import type { CalendarHealth } from './calendar-health.ts'
import type { HoldCounter } from './hold-counter.ts'
import type { RoomLedger } from './room-ledger.ts'

export interface BookingContext extends SaleContext, SweepContext {
  calendar: Calendar
  /** The ledger of one room, by its slug. */
  room(slug: string): Rpc<RoomLedger>
  calendarCache(slug: string): Rpc<CalendarCache>
  calendarHealth(slug: string): Rpc<CalendarHealth>
  /** The counters of a person's holds, each with its limit. */
  holdCounters(
    email: string
  ): Promise<
    { counter: Rpc<Pick<HoldCounter, 'take' | 'release'>>; max: number; by: 'email' | 'network' }[]
  >
  workflows: Workflows<BookingWorkflowParams>
  config: BookingsConfig
}

export interface BookingsConfig extends CommonConfig {
  /** Slug of the room → id of its Google calendar. */
  calendars: Readonly<Record<string, string>>
  /** How long a room is held for a customer who is paying. */
  holdDurationMs: number
}

/** The parameters of a workflow, by its kind. */
export type BookingWorkflowParams<K extends BookingParams['kind'] = BookingParams['kind']> =
  Extract<BookingParams, { kind: K }>

type BookingParams =
  | { kind: 'book-room'; paymentId: string; snapshot?: Snapshot<Payment> }
  /** A hold has expired: its unpaid intent is cancelled. */
  | { kind: 'hold-expired'; room: string; attemptId: string }
  | { kind: 'booking-declines'; paymentId: string }
  | { kind: 'booking-refund-or-dispute'; event: RefundOrDispute }
  /** A refund in part names the days that it cancels, after it was made. */
  | { kind: 'booking-days-cancelled'; paymentId: string }
  | { kind: 'unsent-booking-emails'; paymentId: string }
