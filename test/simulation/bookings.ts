/** The bookings Worker as the simulator has it: its settings, the rooms' ledgers with their alarms, its runs. */
import { readFileSync } from 'node:fs'
import { createTokenKeeper } from '../../src/clients/access-token.ts'
import { bookingClients, googleTokenFor } from '../../src/clients/bookings-clients.ts'
import { lapseRunId } from '../../src/core/ids.ts'
import { pairs } from '../../src/core/settings.ts'
import type { Step } from '../../src/core/workflow.ts'
import { createAttemptLedger } from '../../src/payments/attempt-ledger.ts'
import { createCalendarMemory } from '../../src/rooms/calendar-cache.ts'
import type { BookingRunOrder, BookingsHouse, BookingsWorld } from '../../src/rooms/context.ts'
import { createHoldCount } from '../../src/rooms/hold-counter.ts'
import { createRoomLedger } from '../../src/rooms/room-ledger.ts'
import type { Slot } from '../../src/rooms/rules/slots.ts'
import { bookRoom } from '../../src/rooms/workflows/book-room.ts'
import { letHoldGo } from '../../src/rooms/workflows/expire-hold.ts'
import { takeBookingMoney } from '../../src/rooms/workflows/refund-or-dispute.ts'
import { writeLateBookingLetters } from '../../src/rooms/workflows/unsent-emails.ts'
import type { BookingsVars } from '../../src/workers/bookings/vars.ts'
import { staffOf } from '../../src/workers/platform/config.ts'
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import { SANDBOX_DOMAIN } from '../sandbox/mailersend/emails.ts'
import { CITY, type Process } from './process.ts'
import type { RunBook } from './workflows.ts'

const GOOGLE = { name: 'google', mostAMinute: 6 }
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
  STRIPE_URL: `${CITY}/stripe`,
  GOOGLE_TOKEN_URL: `${CITY}/google/token`,
  GOOGLE_CALENDAR_URL: `${CITY}/google/calendar/v3`,
  MAILERSEND_URL: `${CITY}/mailersend/v1`,
  MAILERSEND_DOMAIN_ID: SANDBOX_DOMAIN,
  ROOM_CALENDARS: calendars.join(' '),
}

const BOOKINGS_HOUSE: BookingsHouse = {
  ...staffOf(BOOKINGS_ENV),
  alertMs: Number(BOOKINGS_ENV.ALERT_ROOM_SECONDS) * 1000,
  holdMs: Number(BOOKINGS_ENV.HOLD_SECONDS) * 1000,
  calendars: pairs(BOOKINGS_ENV.ROOM_CALENDARS),
}

/** When each room's ledger is to be woken; it survives the process. */
export type Alarms = Map<string, number>

export function bootBookings(
  process: Process,
  runs: RunBook<BookingRunOrder>,
  alarms: Alarms
): BookingsWorld {
  const mine = process.life()
  const { now } = process.clock
  const fetcher = process.network(mine)
  const memoryOf = (name: string) => process.memoryOf(name, mine)
  const fetchToken = (atMs: number) => googleTokenFor(BOOKINGS_ENV, atMs, fetcher)
  const tokens = createTokenKeeper(GOOGLE, fetchToken, memoryOf('google tokens'), now)
  return {
    ...bookingClients(BOOKINGS_ENV, tokens, fetcher, now),
    room(slug) {
      const ledger = createRoomLedger(memoryOf(`room ${slug}`), now)
      return process.asRemote(mine, {
        ...ledger,
        hold(holder: string, slots: readonly Slot[], holdMs: number) {
          const answer = ledger.hold(holder, slots, holdMs)
          const next = ledger.nextLapseMs()
          if (next !== null) alarms.set(slug, next + LAPSE_AFTER_MS)
          return answer
        },
      })
    },
    calendarMemory: () => process.asRemote(mine, createCalendarMemory(now)),
    attempt: (id) => process.asRemote(mine, createAttemptLedger(memoryOf(`booking attempt ${id}`))),
    door: { look: async () => {}, admit: async () => {} },
    async holdCounts(email) {
      const count = createHoldCount(memoryOf(`holds of ${email}`), now)
      return [{ count: process.asRemote(mine, count), most: Number(BOOKINGS_ENV.LIMIT_HOLDS) }]
    },
    runs: runs.of(mine),
    house: BOOKINGS_HOUSE,
    now,
  }
}

/** Wakes every ledger whose time has come; whether there was any. */
export async function ring(world: BookingsWorld, alarms: Alarms): Promise<boolean> {
  const due = [...alarms].filter(([, atMs]) => atMs <= world.now())
  for (const [room] of due) {
    alarms.delete(room)
    const ledger = world.room(room)
    try {
      for (const { holder, untilMs } of await ledger.lapsed())
        await world.runs.start(lapseRunId(holder, untilMs), {
          kind: 'hold-lapsed' as const,
          room,
          attemptId: holder,
        })
      const next = await ledger.nextLapseMs()
      if (next !== null) alarms.set(room, next + LAPSE_AFTER_MS)
    } catch {
      alarms.set(room, world.now() + AGAIN_MS)
    }
  }
  return due.length > 0
}

/** As the Workflow class binds orders to flows. */
export function serveBookings(
  step: Step,
  world: BookingsWorld,
  order: BookingRunOrder
): Promise<unknown> {
  switch (order.kind) {
    case 'book-room':
      return bookRoom(step, world, order)
    case 'hold-lapsed':
      return letHoldGo(step, world, order)
    case 'booking-money':
      return takeBookingMoney(step, world, order)
    case 'late-booking-letters':
      return writeLateBookingLetters(step, world, order)
  }
}
