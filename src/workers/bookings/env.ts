/** Bindings, vars and secrets of the bookings Worker. */
import type { BookingWorkflowParams } from '../../rooms/index.ts'
import type { AttemptLedger } from '../platform/attempt-ledger.ts'
import type { OptionalSecrets } from '../platform/config.ts'
import type { HoldCounter, RateLimiter } from '../platform/rate-limiter.ts'
import type { SweepRecordEnv } from '../platform/sweep-record.ts'
import type { AccessTokenCache, RoomLedger } from './durable-objects.ts'
import type { BookingsSecrets, BookingsVars } from './vars.ts'

export interface BookingsBindings extends SweepRecordEnv {
  ROOM_LEDGER: DurableObjectNamespace<RoomLedger>
  ATTEMPT_LEDGER: DurableObjectNamespace<AttemptLedger>
  ACCESS_TOKEN_CACHE: DurableObjectNamespace<AccessTokenCache>
  RATE_LIMITER: DurableObjectNamespace<RateLimiter>
  REQUEST_LIMIT: RateLimit
  HOLD_COUNTER: DurableObjectNamespace<HoldCounter>
  BOOKING_WORKFLOW: Workflow<BookingWorkflowParams>
}

export type BookingsEnv = BookingsVars & BookingsSecrets & OptionalSecrets & BookingsBindings
