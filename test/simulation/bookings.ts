/** The bookings Worker as the simulator has it: its settings, the rooms' ledgers with their alarms, its runs. */
import { readFileSync } from 'node:fs'
import { createAccessTokenCache } from '../../src/clients/access-token.ts'
import { bookingClients, googleTokenFor } from '../../src/clients/bookings-clients.ts'
import { expiredHoldWorkflowId } from '../../src/core/ids.ts'
import { parsePairs } from '../../src/core/settings.ts'
import { createAttemptLedger } from '../../src/payments/attempt-ledger.ts'
import { createCalendarCache } from '../../src/rooms/calendar-cache.ts'
import { createCalendarHealth } from '../../src/rooms/calendar-health.ts'
import type {
  BookingContext,
  BookingsConfig,
  BookingWorkflowParams,
} from '../../src/rooms/context.ts'
import { createHoldCounter } from '../../src/rooms/hold-counter.ts'
import { createRoomLedger } from '../../src/rooms/room-ledger.ts'
import type { Slot } from '../../src/rooms/rules/slots.ts'
import type { BookingsVars } from '../../src/workers/bookings/vars.ts'
import { readCommonConfig } from '../../src/workers/platform/config.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { SANDBOX_DOMAIN } from '../sandbox/mailersend/emails.ts'
import { type Process, SANDBOX_URL } from './process.ts'
import type { WorkflowBook } from './workflows.ts'

const GOOGLE = { name: 'google', maxPerMinute: 6 }
/** As the ledger's object sets its alarm. */
const LAPSE_AFTER_MS = 500
const AGAIN_MS = 30_000

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

function settings(): BookingsVars {
  const [, vars = ''] = /\[vars\]\n(.*?)\n\[/s.exec(read('../../wrangler.bookings.toml')) ?? []
  const lines = [...vars.matchAll(/^(\w+) = "(.*)"$/gm)]
  return Object.fromEntries(lines.map(([, name, value]) => [name, value]))
}

function secrets() {
  const lines = [...read('../sandbox/bookings.env').matchAll(/^(\w+)=(.*)$/gm)]
  const all = Object.fromEntries(lines.map(([, name, value = '']) => [name, value]))
  const { STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '', MAILERSEND_API_KEY = '' } = all
  const { GOOGLE_SERVICE_ACCOUNT_EMAIL = '', GOOGLE_PRIVATE_KEY = '' } = all
  return {
    STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET,
    MAILERSEND_API_KEY,
    GOOGLE_SERVICE_ACCOUNT_EMAIL,
    GOOGLE_PRIVATE_KEY,
  }
}

const calendars = Object.entries(SANDBOX_CALENDARS).map(([room, id]) => `${room}:${id}`)

export const BOOKINGS_ENV = {
  ...settings(),
  ...secrets(),
  STRIPE_URL: `${SANDBOX_URL}/stripe`,
  GOOGLE_TOKEN_URL: `${SANDBOX_URL}/google/token`,
  GOOGLE_CALENDAR_URL: `${SANDBOX_URL}/google/calendar/v3`,
  MAILERSEND_URL: `${SANDBOX_URL}/mailersend/v1`,
  MAILERSEND_DOMAIN_ID: SANDBOX_DOMAIN,
  ROOM_CALENDARS: calendars.join(' '),
}

const BOOKINGS_CONFIG: BookingsConfig = {
  ...readCommonConfig(BOOKINGS_ENV),
  alertAfterMs: Number(BOOKINGS_ENV.ALERT_ROOM_SECONDS) * 1000,
  holdDurationMs: Number(BOOKINGS_ENV.HOLD_SECONDS) * 1000,
  calendars: parsePairs(BOOKINGS_ENV.ROOM_CALENDARS),
}

/** When each room's ledger is to be woken; it survives the process. */
export type Alarms = Map<string, number>

export function bootBookings(
  process: Process,
  workflows: WorkflowBook<BookingWorkflowParams>,
  alarms: Alarms
): BookingContext {
  const mine = process.life()
  const { now } = process.clock
  const fetcher = process.network(mine)
  const memoryOf = (name: string) => process.memoryOf(name, mine)
  const fetchToken = (atMs: number) => googleTokenFor(BOOKINGS_ENV, atMs, fetcher)
  const tokens = createAccessTokenCache(GOOGLE, fetchToken, memoryOf('google tokens'), now)
  return {
    ...bookingClients(BOOKINGS_ENV, tokens, fetcher, now),
    room(slug) {
      const ledger = createRoomLedger(memoryOf(`room ${slug}`), now)
      return process.asRemote(mine, {
        ...ledger,
        hold(holder: string, slots: readonly Slot[], holdDurationMs: number) {
          const answer = ledger.hold(holder, slots, holdDurationMs)
          const next = ledger.nextExpiryMs()
          if (next !== null) alarms.set(slug, next + LAPSE_AFTER_MS)
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
      return [{ counter: process.asRemote(mine, counter), max: Number(BOOKINGS_ENV.LIMIT_HOLDS) }]
    },
    workflows: workflows.of(mine),
    config: BOOKINGS_CONFIG,
    now,
  }
}

/** Wakes every ledger whose time has come; whether there was any. */
export async function ring(context: BookingContext, alarms: Alarms): Promise<boolean> {
  const due = [...alarms].filter(([, atMs]) => atMs <= context.now())
  for (const [room] of due) {
    alarms.delete(room)
    const ledger = context.room(room)
    try {
      for (const { holder, untilMs } of await ledger.expiredHolds())
        await context.workflows.start(expiredHoldWorkflowId(holder, untilMs), {
          kind: 'hold-expired' as const,
          room,
          attemptId: holder,
        })
      const next = await ledger.nextExpiryMs()
      if (next !== null) alarms.set(room, next + LAPSE_AFTER_MS)
    } catch {
      alarms.set(room, context.now() + AGAIN_MS)
    }
  }
  return due.length > 0
}
