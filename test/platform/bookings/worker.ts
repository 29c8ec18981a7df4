/** The bookings Worker under test. */
import { env as bindings, exports } from 'cloudflare:workers'
import type { BookingsEnv } from '../../../src/workers/bookings/env.ts'

export const env = bindings as unknown as BookingsEnv
export const worker = (exports as unknown as { default: Fetcher }).default
