/** What is not sold for real money yet, and the sweep's hold on what the ledger's own alarm has missed. */
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { bookingClients } from '../../../src/clients/bookings-clients.ts'
import type { Memory } from '../../../src/core/storage.ts'
import { createAttemptLedger } from '../../../src/payments/attempt-ledger.ts'
import { createBooking } from '../../../src/rooms/api/create-booking.ts'
import type { BookingRunOrder, BookingsWorld } from '../../../src/rooms/context.ts'
import { isRoomForSale } from '../../../src/rooms/for-sale.ts'
import { sweepBookings } from '../../../src/rooms/operations/sweep.ts'
import { createRoomLedger } from '../../../src/rooms/room-ledger.ts'
import { ROOMS } from '../../../src/rooms/rules/rooms.ts'
import type { Slot } from '../../../src/rooms/rules/slots.ts'
import { letHoldGo } from '../../../src/rooms/workflows/expire-hold.ts'
import { EMAIL, PRIVATE_KEY } from '../../clients/google-fixtures.ts'
import { SANDBOX_CALENDARS } from '../../sandbox/google/calendars.ts'
import { createCity } from '../../sandbox/sandbox.ts'
import { booking } from './fixtures.ts'

const CITY = 'http://city.test'
const FRIDAY_MS = Date.parse('2026-05-01T17:00:00Z')
const HOLD_MS = 900_000
const ATTEMPT = '5f0c8a52-0000-4000-8000-000000000001'
const DAYS: Slot[] = [{ date: '2026-05-04', start: '10:00', hours: 2 }]
const ORDER = {
  ...{ room: 'slinky', days: DAYS, name: 'Ada Byron', email: 'ada@example.com' },
  ...{ phone: '206 555 0100', attemptId: ATTEMPT },
}
const ENV = {
  STRIPE_URL: `${CITY}/stripe`,
  STRIPE_SECRET_KEY: 'sk_test_sandbox',
  STRIPE_WEBHOOK_SECRET: 'whsec_sandbox_bookings',
  MAILERSEND_URL: `${CITY}/mailersend/v1`,
  MAILERSEND_API_KEY: 'mlsn.sandbox',
  MAILERSEND_DOMAIN_ID: 'none',
  MAIL_FROM: 'admin@labourtemple.com',
  GOOGLE_TOKEN_URL: `${CITY}/google/token`,
  GOOGLE_CALENDAR_URL: `${CITY}/google/calendar/v3`,
  GOOGLE_SERVICE_ACCOUNT_EMAIL: EMAIL,
  GOOGLE_PRIVATE_KEY: PRIVATE_KEY,
}

function memory(): Memory {
  const kept = new Map<string, unknown>()
  return {
    get: <T>(key: string) => structuredClone(kept.get(key)) as T | undefined,
    put: (key, value) => void kept.set(key, structuredClone(value)),
  }
}

type House = BookingsWorld['house']

function bench(changes: Partial<House> = {}) {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
  let nowMs = FRIDAY_MS
  const worker = { url: `${CITY}/none`, webhookSecret: 'whsec_none', cronUrl: null }
  const city = createCity({
    workers: () => ({ checkout: worker, bookings: worker }),
    real: () => nowMs,
  })
  let asked = 0
  const fetcher = (input: string, init: RequestInit) => {
    asked++
    return city.fetch(new Request(input, init))
  }
  const none = async () => 'none'
  const ledger = createRoomLedger(memory(), () => nowMs)
  const attempt = createAttemptLedger(memory())
  const runs = new Map<string, BookingRunOrder>()
  const world = {
    ...bookingClients(ENV, { token: none, renew: none }, fetcher, () => nowMs),
    house: { ...booking().house, holdMs: HOLD_MS, calendars: SANDBOX_CALENDARS, ...changes },
    room: (slug: string) => (slug === 'slinky' ? ledger : createRoomLedger(memory(), () => nowMs)),
    attempt: () => attempt,
    runs: {
      start: async (id: string, order: BookingRunOrder) => void runs.set(id, order),
      state: async (id: string) => (runs.has(id) ? 'running' : 'none'),
    },
    now: () => nowMs,
  } as unknown as BookingsWorld
  return {
    ...{ world, city, ledger, attempt, runs, asked: () => asked },
    pass: (ms: number) => {
      nowMs += ms
    },
    /** Runs what was started, as the Workflow would. */
    async drain() {
      for (const order of runs.values())
        if (order.kind === 'hold-lapsed') await letHoldGo((_, work) => work(), world, order)
    },
  }
}

test('with a live key, a room with one unconfirmed setting is refused, and no vendor is asked', async () => {
  for (const setting of ROOMS[0]?.needs ?? []) {
    const { world, asked } = bench({ live: true, unconfirmed: [setting] })
    await expect(createBooking(world, ORDER), setting).rejects.toMatchObject({
      ...{ code: 'not-for-sale', status: 409, field: 'room' },
    })
    expect(asked()).toBe(0)
  }
})

test('with a live key, a room is for sale when nothing that it needs is unconfirmed', () => {
  const [slinky, office] = ROOMS
  if (!slinky || !office) throw new Error('no rooms')
  const house = bench({ live: true, unconfirmed: ['ROOMS:day-office'] }).world.house
  expect([isRoomForSale(slinky, house), isRoomForSale(office, house)]).toEqual([true, false])
})

test('as the TOML stands, no room is sold with a live key, and all with a test key', () => {
  const toml = readFileSync(new URL('../../../wrangler.bookings.toml', import.meta.url), 'utf8')
  const unconfirmed = /^UNCONFIRMED = "(.*)"$/m.exec(toml)?.[1]?.split(' ') ?? []
  const standing = (live: boolean) => {
    const { house } = bench({ live, unconfirmed }).world
    return ROOMS.map((room) => isRoomForSale(room, house))
  }
  expect(standing(true)).toEqual(ROOMS.map(() => false))
  expect(standing(false)).toEqual(ROOMS.map(() => true))
})

/** Held, its payment begun, and nobody was woken when it ran out. */
async function heldAndMissed() {
  const all = bench()
  const { world, attempt, ledger, pass } = all
  ledger.hold(ATTEMPT, DAYS, HOLD_MS)
  const { version } = attempt.begin('print')
  const payment = await world.stripe.createPayment({
    ...{ attemptId: ATTEMPT, version, customerId: await world.stripe.createCustomer(ORDER) },
    ...{ amountCents: 2000, methods: ['card'], description: 'Room', metadata: {} },
  })
  attempt.keep(version, payment.id)
  pass(HOLD_MS)
  const status = async () => (await world.stripe.payment(payment.id))?.status
  return { ...all, status }
}

test('the sweep cancels the payment of a hold that ran out unnoticed, and frees the room', async () => {
  const { world, ledger, drain, status } = await heldAndMissed()
  expect([ledger.lapsed().length, await status()]).toEqual([1, 'requires_payment_method'])
  await sweepBookings(world, { nightly: false })
  await drain()
  expect([ledger.lapsed(), await status()]).toEqual([[], 'canceled'])
})

test('the sweep leaves a hold alone that has not run out', async () => {
  const { world, ledger, runs, status } = await heldAndMissed()
  ledger.hold(ATTEMPT, DAYS, HOLD_MS)
  await sweepBookings(world, { nightly: false })
  expect([runs.size, await status()]).toEqual([0, 'requires_payment_method'])
})

test('a hold that was renewed after its run had started keeps its payment', async () => {
  const { world, ledger, drain, status } = await heldAndMissed()
  await sweepBookings(world, { nightly: false })
  ledger.hold(ATTEMPT, DAYS, HOLD_MS)
  await drain()
  expect(await status()).toBe('requires_payment_method')
  expect(ledger.hold('bob', DAYS, HOLD_MS)).toEqual({ ok: false, reason: 'taken' })
})
