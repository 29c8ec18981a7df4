/** The rooms' world as production has it: real vendors, real objects, real time. */
import { bookingClients } from '../../clients/bookings-clients.ts'
import { pairs } from '../../core/settings.ts'
import type { BookingsHouse, BookingsWorld } from '../../rooms/context.ts'
import { staffOf } from '../platform/config.ts'
import { doorOf, holdCountsOf } from '../platform/rate-limiter.ts'
import { tokensOf } from '../platform/rpc-result.ts'
import { workflowRuns } from '../platform/workflows.ts'
import type { BookingsEnv } from './env.ts'
import type { BookingsVars } from './vars.ts'

/** `address` is where the request came from; what comes by itself has none. */
export function bookingsWorldOf(env: BookingsEnv, address = ''): BookingsWorld {
  const house = bookingsHouseOf(env)
  const vendors = bookingClients(env, tokensOf(env.TOKEN_KEEPER, 'google'))
  return {
    ...vendors,
    door: doorOf(env, address, { mail: vendors.mail, house }),
    holdCounts: (email) => holdCountsOf(env, email, address),
    room: (slug) => env.ROOM_LEDGER.getByName(slug),
    calendarMemory: (slug) => env.ROOM_LEDGER.getByName(slug),
    attempt: (attemptId) => env.ATTEMPT_LEDGER.getByName(attemptId),
    runs: workflowRuns(() => env.BOOKING_RUN),
    house,
    now: Date.now,
  }
}

export function bookingsHouseOf(env: BookingsVars & { STRIPE_SECRET_KEY: string }): BookingsHouse {
  return {
    ...staffOf(env),
    alertMs: Number(env.ALERT_ROOM_SECONDS) * 1000,
    holdMs: Number(env.HOLD_SECONDS) * 1000,
    calendars: pairs(env.ROOM_CALENDARS),
  }
}
