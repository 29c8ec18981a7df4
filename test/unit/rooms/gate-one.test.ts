/** Gate 1: what is held, released, cancelled and counted when a press of Book Now is refused or fails. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { Payment } from '../../../src/clients/stripe/payments.ts'
import { createAttemptLedger } from '../../../src/payments/attempt-ledger.ts'
import { dayAvailability, monthAvailability } from '../../../src/rooms/api/availability.ts'
import { createBooking } from '../../../src/rooms/api/create-booking.ts'
import { enforceHoldLimit, uncountHold } from '../../../src/rooms/api/hold-limit.ts'
import { createCalendarCache } from '../../../src/rooms/calendar-cache.ts'
import type { BookingContext } from '../../../src/rooms/context.ts'
import { createHoldCounter } from '../../../src/rooms/hold-counter.ts'
import { createRoomLedger } from '../../../src/rooms/room-ledger.ts'
import { memoryStorage } from '../../support/memory-storage.ts'
import { booking } from './fixtures.ts'

const NOW_MS = Date.parse('2026-04-30T17:00:00Z')
const HOLD_MS = 900_000
const SLOT = { date: '2026-05-04', start: '10:00', hours: 2 }
const START_MS = Date.parse('2026-05-04T17:00:00Z')
const ATTEMPT = '5f0c8a52-0000-4000-8000-000000000001'
const ORDER = {
  ...{ room: 'slinky', days: [SLOT], name: 'Ada Byron', email: 'ada@example.com' },
  ...{ phone: '206 555 0100', attemptId: ATTEMPT },
}

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})

/** A room and one attempt. What a test sets in `is` holds from then on. */
function house() {
  const is = { staffHaveIt: false, stripeFails: false, becomes: 'canceled' as Payment['status'] }
  const did: string[] = []
  const payments = new Map<string, Payment>()
  const now = () => NOW_MS
  const ledger = createRoomLedger(memoryStorage(), now)
  const attempt = createAttemptLedger(memoryStorage())
  const counter = createHoldCounter(memoryStorage(), now)
  const cache = createCalendarCache(now, 60_000)
  const ctx = {
    now,
    config: { ...booking().config, holdDurationMs: HOLD_MS, calendars: { slinky: 'c1' } },
    stripe: {
      getPayment: async (id: string) => payments.get(id) ?? null,
      findCustomer: async () => null,
      createCustomer: async () => 'cus_1',
      async createPayment({ amountCents, metadata }: Pick<Payment, 'amountCents' | 'metadata'>) {
        if (is.stripeFails) throw new Error('down')
        const id = `pi_${payments.size + 1}`
        did.push(`create ${id}`)
        payments.set(id, {
          ...{ ...booking().payment, id, status: 'requires_payment_method', amountCents, metadata },
        })
        return payments.get(id)
      },
      async cancelPayment(id: string) {
        did.push(`cancel ${id}`)
        const payment = { ...(payments.get(id) as Payment), status: is.becomes }
        payments.set(id, payment)
        return payment
      },
    },
    calendar: {
      async listEvents() {
        did.push('calendar')
        const event = { id: 'e', busy: true, startMs: START_MS, endMs: START_MS + 3600_000 }
        return { events: is.staffHaveIt ? [event] : [], isWritable: true }
      },
    },
    calendarCache: () => cache,
    calendarHealth: () => ({ calendarTrouble: async () => null, reportTrouble: async () => {} }),
    room: () => ledger,
    attempt: () => attempt,
    rateLimit: { check: async () => {}, consume: async () => {} },
    holdCounters: async () => [{ counter, max: 2, by: 'email' }],
  } as unknown as BookingContext
  const press = async (more: object = {}) => {
    did.length = 0
    const answer = await createBooking(ctx, { ...ORDER, ...more }).then(
      (one) => ('alreadyPaid' in one ? 'already paid' : one.paymentIntentId),
      (error) => String(error.code ?? error.message)
    )
    return [answer, ...did.filter((what) => what !== 'calendar')]
  }
  return { is, ctx, did, ledger, counter, payments, press }
}

test('pressed again: the same payment', async () => {
  const { press } = house()
  expect(await press()).toEqual(['pi_1', 'create pi_1'])
  expect(await press()).toEqual(['pi_1'])
})

test('pressed again after the payment was cancelled: another payment', async () => {
  const { press, payments } = house()
  await press()
  payments.set('pi_1', { ...(payments.get('pi_1') as Payment), status: 'canceled' })
  expect(await press()).toEqual(expect.arrayContaining(['pi_2', 'create pi_2']))
})

test.each(['succeeded', 'processing'] as const)('pressed again when it is %s', async (status) => {
  const { press, payments } = house()
  await press()
  payments.set('pi_1', { ...(payments.get('pi_1') as Payment), status })
  expect(await press()).toEqual(['already paid'])
})

test.each<[Payment['status'], string, boolean]>([
  ['canceled', 'slot-taken', false],
  ['succeeded', 'already paid', true],
  ['processing', 'already paid', true],
])('pressed again when staff have the hour: its payment is %s', async (becomes, said, isHeld) => {
  const { is, press, ledger } = house()
  await press()
  Object.assign(is, { staffHaveIt: true, becomes })
  expect(await press()).toEqual([said, 'cancel pi_1'])
  expect(ledger.isHeld(ATTEMPT)).toBe(isHeld)
})

test('a payment that cannot be created keeps no room and is not counted', async () => {
  const { is, press, ledger, counter } = house()
  is.stripeFails = true
  expect(await press()).toEqual(['down'])
  expect(ledger.isHeld(ATTEMPT)).toBe(false)
  expect(counter.lastExpiryMs()).toBe(0)
})

test('what is not placed is not counted any more, but for the hold of a later request in the room', async () => {
  const { ctx, ledger, counter } = house()
  counter.take({ holder: ATTEMPT, rooms: ['slinky'], untilMs: NOW_MS + HOLD_MS }, 2)
  ledger.hold(ATTEMPT, [SLOT], HOLD_MS, { version: 2 })
  const own = { email: 'ada@example.com', attemptId: ATTEMPT, room: 'slinky' }
  await uncountHold(ctx, own)
  expect(counter.lastExpiryMs()).toBe(NOW_MS + HOLD_MS)
  ledger.release(ATTEMPT)
  await uncountHold(ctx, own)
  expect(counter.lastExpiryMs()).toBe(0)
})

test('a press that another tab has overtaken stays counted: the other one holds under the same name', async () => {
  const { ctx, counter, press } = house()
  const attempt = { ...ctx.attempt(ATTEMPT), saveIntent: async () => false }
  Object.assign(ctx, { attempt: () => attempt })
  expect(await press()).toEqual(['attempt-changed', 'create pi_1', 'cancel pi_1'])
  expect(counter.lastExpiryMs()).toBe(NOW_MS + HOLD_MS)
})

/** The look before a hold does not see what others hold by then; the ledger does. */
function hideFirstLook({ ctx, ledger }: ReturnType<typeof house>) {
  let looks = 0
  const busyBetween = (fromMs: number, toMs: number) =>
    looks++ ? ledger.busyBetween(fromMs, toMs) : []
  Object.assign(ctx, { room: () => ({ ...ledger, busyBetween }) })
}

test('a time that somebody else has meanwhile: what was held before is released', async () => {
  const all = house()
  await all.press()
  all.ledger.hold('bob', [{ ...SLOT, date: '2026-05-05' }], HOLD_MS)
  hideFirstLook(all)
  const said = await all.press({ days: [{ ...SLOT, date: '2026-05-05' }] })
  expect(said).toEqual(['slot-taken', 'cancel pi_1'])
  expect(all.ledger.isHeld(ATTEMPT)).toBe(false)
  expect(all.payments.size).toBe(1)
})

test('what was held before is offered again beside a time that somebody else has meanwhile', async () => {
  const all = house()
  await all.press()
  all.ledger.hold('bob', [{ ...SLOT, start: '13:00', hours: 1 }], HOLD_MS)
  hideFirstLook(all)
  const refused = await createBooking(all.ctx, {
    ...{ ...ORDER, days: [{ ...SLOT, start: '12:00' }] },
  }).catch((error) => error)
  // Its own hold was from 10 to 12, Bob's begins at 1.
  expect(refused.details.alternatives).toContainEqual({ ...SLOT, start: '10:30' })
})

test('at the limit, holds that were paid or released meanwhile do not count; those in use do', async () => {
  const { ctx, ledger, counter } = house()
  const untilMs = NOW_MS + HOLD_MS - 60_000
  const hold = (holder: string) => ({ holder, rooms: ['slinky'], untilMs })
  const asked = (holder: string) =>
    enforceHoldLimit(ctx, 'ada@example.com', hold(holder)).then(
      () => 'counted',
      ({ code }) => code
    )
  ledger.hold('in use', [SLOT], HOLD_MS)
  counter.take(hold('in use'), 2)
  counter.take(hold('over'), 2)
  expect(await asked('new')).toBe('counted')
  ledger.hold('new', [{ ...SLOT, date: '2026-05-05' }], HOLD_MS)
  expect(await asked('newer')).toBe('too-many')
})

test.each([
  [15_000, 'counted'],
  [14_999, 'too-many'],
])('at the limit, a hold counted %d ms ago and not placed: %s', async (agoMs, expected) => {
  const { ctx, counter } = house()
  const counted = (holder: string) => ({
    ...{ holder, rooms: ['slinky'], untilMs: NOW_MS + HOLD_MS - agoMs },
  })
  for (const holder of ['one', 'two']) counter.take(counted(holder), 2)
  const answer = await enforceHoldLimit(ctx, 'ada@example.com', counted('new')).then(
    () => 'counted',
    ({ code }) => code
  )
  expect(answer).toBe(expected)
})

test('pages that ask when a room is free share one look at the calendar; a press looks itself', async () => {
  const { ctx, did, press } = house()
  for (let nth = 0; nth < 3; nth++) {
    await monthAvailability(ctx, 'slinky', '2026-05')
    await dayAvailability(ctx, 'slinky', SLOT.date)
  }
  expect(did).toEqual(['calendar'])
  await press()
  expect(did).toContain('calendar')
})

test.each([
  ['2026-05-02', /Monday to Friday/],
  ['2026-05-25', /cannot be booked on this day/],
  ['2026-04-30', /24 hours to 60 days ahead/],
])('a closed day needs no look at the calendar: %s', async (date, reason) => {
  const { ctx, did } = house()
  const answer = await dayAvailability(ctx, 'slinky', date)
  expect(answer).toMatchObject({ slots: [], closed: { reason: expect.stringMatching(reason) } })
  expect(did).toEqual([])
})
