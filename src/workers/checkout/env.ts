/** What each Worker is handed: the vars, the secrets and the bindings, under their names. */

import type { BookingRunOrder, MembershipOrder, PassOrder } from '../../core/merge-runs.ts'
import type { CalendarTokens, RoomLedger } from '../bookings/durable-objects.ts'
import type { AttemptLedger } from '../platform/attempt-ledger.ts'
import type { HoldCount, Limiter } from '../platform/rate-limiter.ts'
import type { MemberDesk, PromoLedger, TokenKeeper } from './durable-objects.ts'
import type {
  BookingsSecrets,
  BookingsVars,
  CheckoutSecrets,
  CheckoutVars,
  OptionalSecrets,
} from './vars.ts'

export interface CheckoutBindings {
  MEMBER_DESK: DurableObjectNamespace<MemberDesk>
  TOKEN_KEEPER: DurableObjectNamespace<TokenKeeper>
  PROMO_LEDGER: DurableObjectNamespace<PromoLedger>
  ATTEMPT_LEDGER: DurableObjectNamespace<AttemptLedger>
  LIMITER: DurableObjectNamespace<Limiter>
  PASS_RUN: Workflow<PassOrder>
  MEMBERSHIP_RUN: Workflow<MembershipOrder>
}

export type CheckoutEnv = CheckoutVars & CheckoutSecrets & OptionalSecrets & CheckoutBindings

export interface BookingsBindings {
  ROOM_LEDGER: DurableObjectNamespace<RoomLedger>
  ATTEMPT_LEDGER: DurableObjectNamespace<AttemptLedger>
  TOKEN_KEEPER: DurableObjectNamespace<CalendarTokens>
  LIMITER: DurableObjectNamespace<Limiter>
  HOLD_COUNT: DurableObjectNamespace<HoldCount>
  BOOKING_RUN: Workflow<BookingRunOrder>
}

export type BookingsEnv = BookingsVars & BookingsSecrets & OptionalSecrets & BookingsBindings
