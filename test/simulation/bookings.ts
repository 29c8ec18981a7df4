/** The bookings Worker as the simulator has it: its settings, the rooms' ledgers with their alarms, its runs. */
import { bookingClients, googleTokens } from '../../src/clients/bookings-clients.ts'
import { createAttemptLedger } from '../../src/payments/attempt-ledger.ts'
import { createCalendarCache } from '../../src/rooms/calendar-cache.ts'
import { createCalendarHealth } from '../../src/rooms/calendar-health.ts'
import type { BookingContext, BookingWorkflowParams } from '../../src/rooms/context.ts'
import { createHoldAlarm } from '../../src/rooms/hold-alarm.ts'
import { createHoldCounter } from '../../src/rooms/hold-counter.ts'
import { createRoomLedger } from '../../src/rooms/room-ledger.ts'
import { readBookingsConfig } from '../../src/workers/bookings/config.ts'
import type { BookingsSecrets, BookingsVars } from '../../src/workers/bookings/vars.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { SANDBOX_DOMAIN } from '../sandbox/mailersend/emails.ts'
import { type Process, SANDBOX_URL } from './process.ts'
import { settingsOf } from './settings.ts'
import { sweepContextOf } from './sweep-context.ts'
import type { WorkflowBook } from './workflows.ts'

const calendars = Object.entries(SANDBOX_CALENDARS).map(([room, id]) => `${room}:${id}`)

export const BOOKINGS_ENV = {
  ...settingsOf<BookingsVars & BookingsSecrets>('bookings'),
  STRIPE_URL: `${SANDBOX_URL}/stripe`,
  GOOGLE_TOKEN_URL: `${SANDBOX_URL}/google/token`,
  GOOGLE_CALENDAR_URL: `${SANDBOX_URL}/google/calendar/v3`,
  MAILERSEND_URL: `${SANDBOX_URL}/mailersend/v1`,
  MAILERSEND_DOMAIN_ID: SANDBOX_DOMAIN,
  ROOM_CALENDARS: calendars.join(' '),
}

/** When each room's ledger is to be woken; it survives the process. */
export type Alarms = Map<string, number>

/** The context of the flows, and what wakes the rooms' objects. */
export interface Bookings {
  context: BookingContext
  /** Wakes every ledger whose time has come; whether there was any. */
  fireAlarms(): Promise<boolean>
}

export function bootBookings(
  process: Process,
  workflows: WorkflowBook<BookingWorkflowParams>,
  alarms: Alarms
): Bookings {
  const mine = process.life()
  const { now } = process.clock
  const fetcher = process.network(mine)
  const memoryOf = (name: string) => process.memoryOf(name, mine)
  const tries = process.asRemote(mine, createAttemptLedger(memoryOf('booking tries')))
  const tokens = googleTokens(BOOKINGS_ENV, memoryOf('google tokens'), { fetcher, now })
  const objectOf = (room: string) => {
    const ledger = createRoomLedger(memoryOf(`room ${room}`), now)
    const alarm = {
      get: async () => alarms.get(room) ?? null,
      set: async (atMs: number) => void alarms.set(room, atMs),
    }
    const parts = { room, ledger, alarm, workflows: workflows.of(mine), now }
    return { ledger, holdAlarm: createHoldAlarm(parts) }
  }
  const context: BookingContext = {
    ...bookingClients(BOOKINGS_ENV, tokens, tries, fetcher, now),
    room(slug) {
      const { ledger, holdAlarm } = objectOf(slug)
      return process.asRemote(mine, {
        ...ledger,
        async hold(...request: Parameters<typeof ledger.hold>) {
          const answer = ledger.hold(...request)
          await holdAlarm.schedule()
          return answer
        },
      })
    },
    calendarCache: () => process.asRemote(mine, createCalendarCache(now, 0)),
    calendarHealth: (slug) =>
      process.asRemote(mine, createCalendarHealth(memoryOf(`room ${slug}`), now)),
    attempt: (id) => process.asRemote(mine, createAttemptLedger(memoryOf(`booking attempt ${id}`))),
    rateLimit: { check: async () => {}, consume: async () => {} },
    async holdCounters(email) {
      const counter = createHoldCounter(memoryOf(`holds of ${email}`), now)
      const max = Number(BOOKINGS_ENV.LIMIT_HOLDS)
      return [{ counter: process.asRemote(mine, counter), max, by: 'email' as const }]
    },
    workflows: workflows.of(mine),
    ...sweepContextOf(process, mine, 'bookings'),
    config: readBookingsConfig(BOOKINGS_ENV),
    now,
  }
  async function fireAlarms(): Promise<boolean> {
    const due = [...alarms].filter(([, atMs]) => atMs <= now())
    for (const [room] of due) {
      alarms.delete(room)
      await objectOf(room).holdAlarm.fire()
    }
    return due.length > 0
  }
  return { context, fireAlarms }
}
