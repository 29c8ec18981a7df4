/** What is not sold for real money yet, and the sweep's hold on what the ledger's own alarm has missed. */
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { bookingClients } from '../../../src/clients/bookings-clients.ts'
import { createSweepRecord } from '../../../src/operations/sweep-record.ts'
import { createAttemptLedger } from '../../../src/payments/attempt-ledger.ts'
import { createBooking } from '../../../src/rooms/api/create-booking.ts'
import type { BookingContext, BookingWorkflowParams } from '../../../src/rooms/context.ts'
import { isRoomForSale } from '../../../src/rooms/for-sale.ts'
import { sweepBookings } from '../../../src/rooms/operations/sweep.ts'
import { createRoomLedger } from '../../../src/rooms/room-ledger.ts'
import { ROOMS } from '../../../src/rooms/rules/rooms.ts'
import type { Slot } from '../../../src/rooms/rules/slots.ts'
import { expireHold } from '../../../src/rooms/workflows/expire-hold.ts'
import { EMAIL, PRIVATE_KEY } from '../../clients/google-fixtures.ts'
import { SANDBOX_CALENDARS } from '../../sandbox/google/calendars.ts'
import { createSandbox } from '../../sandbox/sandbox.ts'
import { memoryStorage } from '../../support/memory-storage.ts'
import { countTries } from '../../support/tries.ts'
import { booking } from './fixtures.ts'

const SANDBOX_URL = 'http://sandbox.test'
const FRIDAY_MS = Date.parse('2026-05-01T17:00:00Z')
const HOLD_MS = 900_000
const ATTEMPT = '5f0c8a52-0000-4000-8000-000000000001'
const DAYS: Slot[] = [{ date: '2026-05-04', start: '10:00', hours: 2 }]
const ORDER = {
  ...{ room: 'slinky', days: DAYS, name: 'Ada Byron', email: 'ada@example.com' },
  ...{ phone: '206 555 0100', attemptId: ATTEMPT },
}
const ENV = {
  STRIPE_URL: `${SANDBOX_URL}/stripe`,
  STRIPE_SECRET_KEY: 'sk_test_sandbox',
  STRIPE_WEBHOOK_SECRET: 'whsec_sandbox_bookings',
  MAILERSEND_URL: `${SANDBOX_URL}/mailersend/v1`,
  MAILERSEND_API_KEY: 'mlsn.sandbox',
  MAILERSEND_DOMAIN_ID: 'none',
  MAIL_FROM: 'admin@labourtemple.com',
  GOOGLE_TOKEN_URL: `${SANDBOX_URL}/google/token`,
  GOOGLE_CALENDAR_URL: `${SANDBOX_URL}/google/calendar/v3`,
  GOOGLE_SERVICE_ACCOUNT_EMAIL: EMAIL,
  GOOGLE_PRIVATE_KEY: PRIVATE_KEY,
}

type House = BookingContext['config']

function bench(changes: Partial<House> = {}) {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
  let nowMs = FRIDAY_MS
  const worker = { url: `${SANDBOX_URL}/none`, webhookSecret: 'whsec_none', cronUrl: null }
  const sandbox = createSandbox({
    workers: () => ({ checkout: worker, bookings: worker }),
    real: () => nowMs,
  })
  let asked = 0
  const fetcher = (input: string, init: RequestInit) => {
    asked++
    return sandbox.fetch(new Request(input, init))
  }
  const none = async () => 'none'
  const ledger = createRoomLedger(memoryStorage(), () => nowMs)
  const attempt = createAttemptLedger(memoryStorage())
  const workflows = new Map<string, BookingWorkflowParams>()
  const context = {
    ...bookingClients(ENV, { token: none, refresh: none }, countTries(), fetcher, () => nowMs),
    config: {
      ...booking().config,
      holdDurationMs: HOLD_MS,
      calendars: SANDBOX_CALENDARS,
      ...changes,
    },
    room: (slug: string) =>
      slug === 'slinky' ? ledger : createRoomLedger(memoryStorage(), () => nowMs),
    attempt: () => attempt,
    workflows: {
      start: async (id: string, order: BookingWorkflowParams) => void workflows.set(id, order),
      state: async (id: string) => (workflows.has(id) ? 'running' : 'none'),
    },
    sweepRecord: createSweepRecord(memoryStorage(), () => nowMs),
    heartbeat: async () => {},
    now: () => nowMs,
  } as unknown as BookingContext
  return {
    ...{ context, sandbox, ledger, attempt, workflows, asked: () => asked },
    pass: (ms: number) => {
      nowMs += ms
    },
    /** Runs what was started, as the Workflow would. */
    async drain() {
      for (const order of workflows.values())
        if (order.kind === 'hold-expired') await expireHold((_, work) => work(), context, order)
    },
  }
}

test('with a live key, a room with one unconfirmed setting is refused, and no vendor is asked', async () => {
  for (const setting of ROOMS[0]?.requiredSettings ?? []) {
    const { context, asked } = bench({ isLiveMode: true, unconfirmed: [setting] })
    await expect(createBooking(context, ORDER), setting).rejects.toMatchObject({
      ...{ code: 'not-for-sale', status: 409, field: 'room' },
    })
    expect(asked()).toBe(0)
  }
})

test('with a live key, a room is for sale when nothing that it needs is unconfirmed', () => {
  const [slinky, office] = ROOMS
  if (!slinky || !office) throw new Error('no rooms')
  const config = bench({ isLiveMode: true, unconfirmed: ['ROOMS:day-office'] }).context.config
  expect([isRoomForSale(slinky, config), isRoomForSale(office, config)]).toEqual([true, false])
})

test('as the TOML stands, no room is sold with a live key, and all with a test key', () => {
  const toml = readFileSync(new URL('../../../wrangler.bookings.toml', import.meta.url), 'utf8')
  const unconfirmed = /^UNCONFIRMED = "(.*)"$/m.exec(toml)?.[1]?.split(' ') ?? []
  const standing = (isLiveMode: boolean) => {
    const { config } = bench({ isLiveMode, unconfirmed }).context
    return ROOMS.map((room) => isRoomForSale(room, config))
  }
  expect(standing(true)).toEqual(ROOMS.map(() => false))
  expect(standing(false)).toEqual(ROOMS.map(() => true))
})

/** Held, its payment begun, and nobody was woken when it ran out. */
async function heldAndMissed() {
  const all = bench()
  const { context, attempt, ledger, pass } = all
  ledger.hold(ATTEMPT, DAYS, HOLD_MS)
  const { version = 0 } = attempt.startVersion('2:print') ?? {}
  const payment = await context.stripe.createPayment({
    ...{ attemptId: ATTEMPT, version, customerId: await context.stripe.createCustomer(ORDER) },
    ...{ amountCents: 2000, methods: ['card'], description: 'Room', metadata: {} },
  })
  attempt.saveIntent(version, payment.id)
  pass(HOLD_MS)
  const status = async () => (await context.stripe.getPayment(payment.id))?.status
  return { ...all, status }
}

test('the sweep cancels the payment of a hold that ran out unnoticed, and frees the room', async () => {
  const { context, ledger, drain, status } = await heldAndMissed()
  expect([ledger.expiredHolds().length, await status()]).toEqual([1, 'requires_payment_method'])
  await sweepBookings(context, { nightly: false })
  await drain()
  expect([ledger.expiredHolds(), await status()]).toEqual([[], 'canceled'])
})

test('the sweep leaves a hold alone that has not run out', async () => {
  const { context, ledger, workflows, status } = await heldAndMissed()
  ledger.hold(ATTEMPT, DAYS, HOLD_MS)
  await sweepBookings(context, { nightly: false })
  expect([workflows.size, await status()]).toEqual([0, 'requires_payment_method'])
})

test('a hold that was renewed after its run had started keeps its payment', async () => {
  const { context, ledger, drain, status } = await heldAndMissed()
  await sweepBookings(context, { nightly: false })
  ledger.hold(ATTEMPT, DAYS, HOLD_MS)
  await drain()
  expect(await status()).toBe('requires_payment_method')
  expect(ledger.hold('bob', DAYS, HOLD_MS)).toEqual({ ok: false, reason: 'taken' })
})
