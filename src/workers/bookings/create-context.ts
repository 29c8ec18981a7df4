/** Creates the context of the bookings Worker: real vendor clients, Durable Objects and clock. */

import { bookingClients } from '../../clients/bookings-clients.ts'
import type { BookingContext } from '../../rooms/index.ts'
import { triesFor } from '../platform/attempt-ledger.ts'
import { holdCountersFor, rateLimitFor } from '../platform/rate-limiter.ts'
import { tokenSourceFor } from '../platform/rpc-result.ts'
import { sweepContextFor } from '../platform/sweep-context.ts'
import { createWorkflows } from '../platform/workflows.ts'
import { readBookingsConfig } from './config.ts'
import type { BookingsEnv } from './env.ts'

/** `address`: where the request came from; empty for crons and workflows. */
export function createBookingsContext(env: BookingsEnv, address = ''): BookingContext {
  const config = readBookingsConfig(env)
  const vendors = bookingClients(
    env,
    tokenSourceFor(env.ACCESS_TOKEN_CACHE, 'google'),
    triesFor(env.ATTEMPT_LEDGER)
  )
  return {
    ...vendors,
    rateLimit: rateLimitFor(env, address, { mail: vendors.mail, config }),
    holdCounters: (email) => holdCountersFor(env, email, address),
    room: (slug) => env.ROOM_LEDGER.getByName(slug),
    calendarCache: (slug) => env.ROOM_LEDGER.getByName(slug),
    calendarHealth: (slug) => env.ROOM_LEDGER.getByName(slug),
    attempt: (attemptId) => env.ATTEMPT_LEDGER.getByName(attemptId),
    workflows: createWorkflows(() => env.BOOKING_WORKFLOW),
    ...sweepContextFor(env),
    config,
    now: Date.now,
  }
}
