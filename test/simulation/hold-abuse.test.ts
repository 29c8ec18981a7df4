/** Holds as a property: whoever presses in whatever order, nobody holds more than the limit or keeps others out. */
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CreateBookingRequest, createBooking } from '../../src/rooms/api/create-booking.ts'
import type { BookingContext } from '../../src/rooms/context.ts'
import { createHoldCounter } from '../../src/rooms/hold-counter.ts'
import { ROOMS } from '../../src/rooms/rules/rooms.ts'
import { intervalOf, overlaps, type Slot } from '../../src/rooms/rules/slots.ts'
import { memoryStorage } from '../support/memory-storage.ts'
import { ADA_BOOKS, BOB_BOOKS } from './customers/room-bookings.ts'
import { createSim, type Sim } from './simulation.ts'

const MINUTE_MS = 60_000
const LIMIT = 3
const ROOM_SLUGS = ROOMS.filter(({ extras }) => extras.length === 0).map(({ slug }) => slug)
const SLOTS: Slot[] = ['2026-05-11', '2026-05-12'].flatMap((date) =>
  ['09:00', '13:00'].map((start) => ({ date, start, hours: 2 }))
)

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

interface Press {
  address: number
  email: number
  attempt: number
  room: string
  slot: Slot
}

/** Presses at the same time, or minutes that pass. */
type Action = Press[] | number

const press: fc.Arbitrary<Press> = fc.record({
  address: fc.nat(2),
  email: fc.nat(2),
  attempt: fc.nat(9),
  room: fc.constantFrom(...ROOM_SLUGS),
  slot: fc.constantFrom(...SLOTS),
})
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.array(press, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 16 }) }
)

/** The house with counters for each network too. */
function createHouse() {
  const sim = createSim({ turn: () => Promise.resolve() })
  const counters = new Map<string, ReturnType<typeof createHoldCounter>>()
  const counterOf = (name: string) => {
    const found = counters.get(name) ?? createHoldCounter(memoryStorage(), sim.now)
    counters.set(name, found)
    return {
      take: async (...args: Parameters<typeof found.take>) => found.take(...args),
      release: async (...args: Parameters<typeof found.release>) => found.release(...args),
    }
  }
  const from = (address: string): BookingContext => ({
    ...sim.bookings,
    holdCounters: async (email) => [
      { counter: counterOf(`email ${email}`), max: LIMIT, by: 'email' },
      { counter: counterOf(`network ${address}`), max: LIMIT, by: 'network' },
    ],
  })
  return { sim, from }
}

const attemptOf = (nth: number) => `8b2e6d3a-0c77-4a20-9f59-5c4a8a3a1c1${nth}`
const requestOf = ({ email, attempt, room, slot }: Press): CreateBookingRequest => ({
  ...ADA_BOOKS,
  ...{ email: `abuser${email}@example.com`, attemptId: attemptOf(attempt), room, days: [slot] },
})

async function usesOf(sim: Sim) {
  const range = [sim.now(), sim.now() + 60 * 24 * 60 * MINUTE_MS] as const
  const all = await Promise.all(
    ROOM_SLUGS.map(async (room) =>
      (await sim.bookings.room(room).busyBetween(...range)).map((use) => ({ ...use, room }))
    )
  )
  return all.flat()
}

test('n addresses, m e-mails, any order: never more than the limits, and an honest customer gets through', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 4, maxLength: 8 }), async (actions) => {
      const { sim, from } = createHouse()
      /** Whose request gave each attempt its hold. */
      const owners = new Map<string, Press>()
      for (const next of actions) {
        if (typeof next === 'number') {
          sim.advance(next * MINUTE_MS)
          await sim.drain()
          continue
        }
        await Promise.all(
          next.map(async (one) => {
            const answer = await createBooking(from(`${one.address}`), requestOf(one)).catch(
              () => null
            )
            if (answer && 'holdUntil' in answer) owners.set(attemptOf(one.attempt), one)
          })
        )
        const held = await usesOf(sim)
        const holders = [...new Set(held.map(({ holder }) => holder))]
        expect(held, 'one attempt, one room').toHaveLength(holders.length)
        for (const key of ['address', 'email'] as const)
          for (const nth of [0, 1, 2]) {
            const own = holders.filter((holder) => owners.get(holder)?.[key] === nth)
            expect(own.length, `${key} ${nth}`).toBeLessThanOrEqual(LIMIT)
          }
        await expectHonestCustomerGetsThrough(sim, from('honest'), held)
      }
    }),
    { numRuns: 6, endOnFailure: true, interruptAfterTimeLimit: 100_000 }
  )
}, 240_000)

test('a press that is refused for its e-mail address does not take the attempt’s own hold from the count', async () => {
  const { sim, from } = createHouse()
  const places = SLOTS.flatMap((slot) => ROOM_SLUGS.map((room) => ({ room, slot })))
  const pressFrom = async (address: number, email: number, attempt: number, nth: number) => {
    const place = places[nth]
    if (!place) throw new Error('there is no such place')
    return createBooking(from(`${address}`), requestOf({ address, email, attempt, ...place }))
  }
  // The address of e-mail 0 has its three rooms, from another network.
  for (const nth of [0, 1, 2]) await pressFrom(0, 0, nth, nth)
  await pressFrom(1, 1, 3, 3)
  await expect(pressFrom(1, 0, 3, 4)).rejects.toMatchObject({ code: 'too-many' })
  sim.advance(MINUTE_MS)
  await pressFrom(1, 1, 4, 4)
  await pressFrom(1, 1, 5, 5)
  await expect(pressFrom(1, 2, 6, 6)).rejects.toMatchObject({ code: 'too-many' })
  expect(await usesOf(sim)).toHaveLength(6)
}, 60_000)

async function expectHonestCustomerGetsThrough(
  sim: Sim,
  ctx: BookingContext,
  held: Awaited<ReturnType<typeof usesOf>>
): Promise<void> {
  const free = ROOM_SLUGS.flatMap((room) => SLOTS.map((slot) => ({ room, slot }))).find(
    ({ room, slot }) => !held.some((use) => use.room === room && overlaps(use, intervalOf(slot)))
  )
  if (!free) return
  const request = { ...BOB_BOOKS, room: free.room, days: [free.slot] }
  expect(await createBooking(ctx, request)).toMatchObject({ holdSecondsLeft: expect.any(Number) })
  // Bob thinks better of it.
  const counted = await ctx.holdCounters(request.email)
  for (const { counter } of counted) await counter.release(request.attemptId)
  await sim.bookings.room(free.room).release(request.attemptId)
}
