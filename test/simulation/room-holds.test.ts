/** Holds: who is refused keeps nobody out, and one person holds no more than they may. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CreateBookingRequest, createBooking } from '../../src/rooms/api/create-booking.ts'
import { ROOMS } from '../../src/rooms/rules/rooms.ts'
import { payRoom, pressBook } from './customers/room.ts'
import { ADA_BOOKS, BOB_BOOKS } from './customers/room-bookings.ts'
import { createSim, type Sim } from './simulation.ts'

const MINUTE_MS = 60_000
const LIMIT = 3
const PLAIN = ROOMS.filter(({ extras }) => extras.length === 0).map(({ slug }) => slug)

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const order = (room: string, nth: number, more: Partial<CreateBookingRequest> = {}) => ({
  ...ADA_BOOKS,
  room,
  attemptId: `8b2e6d3a-0c77-4a20-9f59-5c4a8a3a1c0${nth}`,
  ...more,
})
const words = (sim: Sim, request: CreateBookingRequest) =>
  createBooking(sim.bookings, request).then(
    () => 'held',
    ({ message }) => String(message)
  )
const press = (sim: Sim, request: CreateBookingRequest) =>
  createBooking(sim.bookings, request).then(
    (answer) => ('holdUntil' in answer ? Date.parse(answer.holdUntil) : 'paid'),
    ({ code }) => String(code)
  )
async function heldRooms(sim: Sim): Promise<string[]> {
  const range = [sim.now(), sim.now() + 60 * 24 * 60 * MINUTE_MS] as const
  const uses = await Promise.all(
    PLAIN.map(async (room) =>
      (await sim.bookings.room(room).busyBetween(...range))[0] ? room : ''
    )
  )
  return uses.filter(Boolean)
}

test('who is over the limit holds nothing, not even for a moment', async () => {
  const calls: string[] = []
  const sim = createSim({ turn: async (what) => void calls.push(what) })
  for (let nth = 0; nth < LIMIT; nth++)
    expect(await press(sim, order(PLAIN[nth] ?? '', nth))).toEqual(expect.any(Number))
  calls.length = 0
  expect(await press(sim, order(PLAIN[LIMIT] ?? '', LIMIT))).toBe('too-many')
  expect(calls).not.toContain('hold')
  expect(await press(sim, { ...BOB_BOOKS, room: PLAIN[LIMIT] ?? '' })).toEqual(expect.any(Number))
})

test('an intent that cannot be created releases the hold and its count at once', async () => {
  let isDown = true
  const sim = createSim({
    isBroken: (method, path) => isDown && method === 'POST' && path.endsWith('/payment_intents'),
  })
  for (let nth = 0; nth < LIMIT + 1; nth++) await press(sim, order(PLAIN[nth] ?? '', nth))
  expect(await heldRooms(sim)).toEqual([])
  isDown = false
  expect(await press(sim, order('slinky', 5))).toEqual(expect.any(Number))
})

test('holds that are renewed stay counted', async () => {
  const sim = createSim()
  for (let nth = 0; nth < LIMIT; nth++) await press(sim, order(PLAIN[nth] ?? '', nth))
  sim.advance(10 * MINUTE_MS)
  for (let nth = 0; nth < LIMIT; nth++) await press(sim, order(PLAIN[nth] ?? '', nth))
  sim.advance(10 * MINUTE_MS)
  expect(await press(sim, order(PLAIN[LIMIT] ?? '', LIMIT))).toBe('too-many')
  expect(await heldRooms(sim)).toHaveLength(LIMIT)
})

test('one attempt that asks for all rooms at once holds one', async () => {
  const sim = createSim({ turn: () => Promise.resolve() })
  const answers = await Promise.all(PLAIN.map((room) => press(sim, order(room, 1))))
  expect(answers.filter((answer) => typeof answer === 'number').length).toBeLessThanOrEqual(1)
  expect((await heldRooms(sim)).length).toBeLessThanOrEqual(1)
})

test.each([
  ['slot', [ADA_BOOKS, { ...ADA_BOOKS, days: [{ date: '2026-05-12', start: '09:00', hours: 1 }] }]],
  ['room', [ADA_BOOKS, { ...ADA_BOOKS, room: 'mackinaw' }]],
])('to another %s and back does not begin the renewals anew', async (_what, choices) => {
  const sim = createSim()
  const ends: (number | string)[] = []
  for (let nth = 0; nth < 5; nth++) {
    ends.push(await press(sim, choices[nth % 2] ?? ADA_BOOKS))
    sim.advance(5 * MINUTE_MS)
  }
  const [first = 0] = ends
  expect(Math.max(...ends.map(Number)) - Number(first)).toBeLessThanOrEqual(10 * MINUTE_MS)
})

test('the lapse of a hold in one room leaves an intent for another room alone', async () => {
  const sim = createSim()
  await press(sim, ADA_BOOKS)
  const ledger = sim.bookings.room('slinky')
  // A request for the same attempt that was cut off left a hold in a second room.
  await sim.bookings.room('mackinaw').hold(ADA_BOOKS.attemptId, ADA_BOOKS.days, MINUTE_MS)
  sim.advance(2 * MINUTE_MS)
  await sim.drain()
  const statuses = sim.state().stripe.payment_intents.map(({ status }) => status)
  expect(statuses).toEqual(['requires_payment_method'])
  expect(await ledger.isHeld(ADA_BOOKS.attemptId)).toBe(true)
  expect(await heldRooms(sim)).toEqual(['slinky'])
})

test('a time for which somebody is paying is not called taken: it says when it may be free again', async () => {
  const sim = createSim()
  await press(sim, ADA_BOOKS)
  const otherTab = { ...ADA_BOOKS, attemptId: BOB_BOOKS.attemptId }
  const said = await words(sim, otherTab)
  expect(said).toContain('being paid for at the moment, perhaps by you in another tab')
  const [, clock = ''] =
    /not paid for by (\d+:\d\d [AP]M), Seattle time, it is free again/.exec(said) ?? []
  expect(clock).not.toBe('')
  // At that minute it is, if nobody has paid.
  const freeAtMs = Date.parse(`2026-05-04 ${clock} PDT`)
  expect(freeAtMs - sim.now()).toBeGreaterThan(15 * MINUTE_MS)
  expect(freeAtMs - sim.now()).toBeLessThanOrEqual(16 * MINUTE_MS)
  sim.advance(freeAtMs - sim.now())
  await sim.drain()
  expect(await words(sim, otherTab)).toBe('held')
})

test('a time that is booked, also beside one that is only held, is called taken', async () => {
  const sim = createSim()
  const intent = await pressBook(sim, ADA_BOOKS)
  await payRoom(sim, intent)
  await sim.drain()
  const [day = { date: '', start: '', hours: 1 }] = ADA_BOOKS.days
  const next = { ...day, date: '2026-05-12' }
  await press(sim, order('slinky', 7, { days: [next] }))
  const said = await words(sim, { ...BOB_BOOKS, days: [next, day] })
  expect(said).toMatch(/^Monday, May 11, 2026: This time has just been taken/)
})

test('the answer says how many seconds the hold has left', async () => {
  const sim = createSim()
  const seconds = async () =>
    ((await createBooking(sim.bookings, ADA_BOOKS)) as { holdSecondsLeft: number }).holdSecondsLeft
  expect(await seconds()).toBe(15 * 60)
  sim.advance(14 * MINUTE_MS)
  expect(await seconds()).toBe(15 * 60)
  await seconds()
  sim.advance(4 * MINUTE_MS)
  expect(await seconds()).toBe(11 * 60)
})

test.each([
  ['email' as const, 'With this email address 3 rooms are being paid for at the moment.'],
  ['network' as const, 'From your network 3 rooms are being paid for at the moment'],
])('over the limit of one %s: it says which, and when to try again', async (by, said) => {
  const sim = createSim()
  const { holdCounters } = sim.bookings
  Object.assign(sim.bookings, {
    holdCounters: async (email: string) =>
      (await holdCounters(email)).map((counted) => ({ ...counted, by })),
  })
  for (let nth = 0; nth < LIMIT; nth++) await press(sim, order(PLAIN[nth] ?? '', nth))
  const refused = await words(sim, order(PLAIN[LIMIT] ?? '', LIMIT))
  expect(refused).toContain(said)
  expect(refused).toContain('Please try again in 15 minutes')
  expect(refused.includes('network')).toBe(by === 'network')
})
