/** Bindings of the bookings Worker, under their names. */
import type { BookingRunOrder } from '../../rooms/context.ts'
import type { OptionalSecrets } from '../platform/config.ts'
import type { CalendarTokens, RoomLedger } from './durable-objects.ts'
import type { BookingsSecrets, BookingsVars } from './vars.ts'
import type { AttemptLedger, HoldCount, Limiter } from './worker.ts'

export interface BookingsBindings {
  ROOM_LEDGER: DurableObjectNamespace<RoomLedger>
  ATTEMPT_LEDGER: DurableObjectNamespace<AttemptLedger>
  TOKEN_KEEPER: DurableObjectNamespace<CalendarTokens>
  LIMITER: DurableObjectNamespace<Limiter>
  HOLD_COUNT: DurableObjectNamespace<HoldCount>
  BOOKING_RUN: Workflow<BookingRunOrder>
}

export type BookingsEnv = BookingsVars & BookingsSecrets & OptionalSecrets & BookingsBindings
