/** Creates the context of the bookings Worker: real vendor clients, Durable Objects and clock. */

import { bookingClients } from '../../clients/bookings-clients.ts'
import { parsePairs } from '../../core/settings.ts'
import type { BookingContext, BookingsConfig } from '../../rooms/index.ts'
import { readCommonConfig } from '../platform/config.ts'
import { holdCountersFor, rateLimitFor } from '../platform/rate-limiter.ts'
import { tokenSourceFor } from '../platform/rpc-result.ts'
import { createWorkflows } from '../platform/workflows.ts'
import type { BookingsEnv } from './env.ts'
import type { BookingsVars } from './vars.ts'

/** `address`: where the request came from; empty for crons and workflows. */
export function createBookingsContext(env: BookingsEnv, address = ''): BookingContext {
  const config = readBookingsConfig(env)
  const vendors = bookingClients(env, tokenSourceFor(env.ACCESS_TOKEN_CACHE, 'google'))
  return {
    ...vendors,
    rateLimit: rateLimitFor(env, address, { mail: vendors.mail, config }),
    holdCounters: (email) => holdCountersFor(env, email, address),
    room: (slug) => env.ROOM_LEDGER.getByName(slug),
    calendarCache: (slug) => env.ROOM_LEDGER.getByName(slug),
    calendarHealth: (slug) => env.ROOM_LEDGER.getByName(slug),
    attempt: (attemptId) => env.ATTEMPT_LEDGER.getByName(attemptId),
    workflows: createWorkflows(() => env.BOOKING_WORKFLOW),
    config,
    now: Date.now,
  }
}

export function readBookingsConfig(
  env: BookingsVars & { STRIPE_SECRET_KEY: string }
): BookingsConfig {
  return {
    ...readCommonConfig(env),
    alertAfterMs: Number(env.ALERT_ROOM_SECONDS) * 1000,
    holdDurationMs: Number(env.HOLD_SECONDS) * 1000,
    calendars: parsePairs(env.ROOM_CALENDARS),
  }
}
