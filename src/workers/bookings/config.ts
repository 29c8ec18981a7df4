/** The settings of the bookings Worker. */
import { parsePairs } from '../../core/settings.ts'
import type { BookingsConfig } from '../../rooms/index.ts'
import { readCommonConfig } from '../platform/config.ts'
import type { BookingsVars } from './vars.ts'

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
