/** The scenarios of rooms: who books when, and who or what comes in between. */

import type { CreateBookingRequest } from '../../src/rooms/api/create-booking.ts'
import {
  askStatus,
  enterByHand,
  payRoom,
  pressBook,
  type RoomIntent,
  takenOnly,
} from './customers/room.ts'
import {
  ADA_BOOKS,
  ADA_TEN,
  ada,
  BOB_BOOKS,
  bob,
  EARLIER,
  earlier,
  TEN_DAYS,
  tenDays,
} from './customers/room-bookings.ts'
import { editMetadata } from './customers/stripe-staff.ts'
import type { Scenario } from './scenarios.ts'
import { settle } from './settle.ts'
import type { Sim } from './simulation.ts'

const HOLD_MS = 15 * 60_000

async function paysAndStays(sim: Sim, intent: RoomIntent): Promise<void> {
  const status = await payRoom(sim, intent)
  if (status !== 'succeeded') throw new Error(`not paid: ${status}`)
  await askStatus(sim, intent)
  await sim.drain()
  await askStatus(sim, intent)
}

/** From the first press to quiet. */
const books = (order: CreateBookingRequest) => async (sim: Sim) => {
  await paysAndStays(sim, await pressBook(sim, order))
  await settle(sim, 'bookings')
}

type Broken = (method: string, path: string, body: string) => boolean

/** The first event that is taken out, however often it is tried. */
function firstRemoval(): Broken {
  let first = ''
  return (method, path) => {
    if (method !== 'DELETE') return false
    first ||= path
    return path === first
  }
}

const either =
  (one: Broken, other: Broken): Broken =>
  (...call) =>
    one(...call) || other(...call)

const isOf = (date: string) => (method: string, path: string, body: string) =>
  method === 'POST' && path.includes('/calendars/') && body.includes(`"booking_date":"${date}"`)

export const roomScenarios: Record<string, Omit<Scenario, 'worker'>> = {
  'a new customer books a room': { expected: [ada('served')], run: books(ADA_BOOKS) },
  'a returning customer books a room': {
    expected: [earlier, ada('served')],
    before: books(EARLIER),
    run: books(ADA_BOOKS),
  },
  'a new customer books ten days': { expected: [tenDays('served')], run: books(ADA_TEN) },
  'a returning customer books ten days': {
    isLong: true,
    expected: [earlier, tenDays('served')],
    before: books(EARLIER),
    run: books(ADA_TEN),
  },
  'staff change the times of a room before it is paid': {
    expected: [ada('served')],
    async run(sim) {
      const intent = await pressBook(sim, ADA_BOOKS)
      const path = `payment_intents/${intent.paymentIntentId}`
      await editMetadata(sim, path, { booking_time: '09:00-18:00' })
      await paysAndStays(sim, intent)
      await settle(sim, 'bookings')
    },
  },
  'staff enter something while the customer pays': {
    expected: [ada('refunded')],
    async run(sim) {
      const intent = await pressBook(sim, ADA_BOOKS)
      const fromMs = Date.parse('2026-05-11T11:10:00-07:00')
      await enterByHand(sim, 'slinky', fromMs, fromMs + 3600_000)
      await paysAndStays(sim, intent)
      await settle(sim, 'bookings')
    },
  },
  'another customer takes a slot whose hold lapsed, and the first pays late': {
    expected: [ada('refunded'), bob('served')],
    async run(sim) {
      const own = await pressBook(sim, ADA_BOOKS)
      sim.advance(HOLD_MS + 100)
      const other = await pressBook(sim, BOB_BOOKS)
      for (const intent of [own, other]) await payRoom(sim, intent)
      for (const intent of [own, other]) await askStatus(sim, intent)
      await sim.drain()
      await settle(sim, 'bookings')
    },
  },
  'another customer wants what the first is paying for': {
    expected: [ada('served'), bob('unpaid')],
    async run(sim) {
      const own = await pressBook(sim, ADA_BOOKS)
      const other = await pressBook(sim, BOB_BOOKS).catch(takenOnly)
      if (other) await payRoom(sim, other)
      await paysAndStays(sim, own)
      await settle(sim, 'bookings')
    },
  },
  'a customer closes the page after paying': {
    expected: [ada('served')],
    async run(sim) {
      await payRoom(sim, await pressBook(sim, ADA_BOOKS))
      await sim.drain()
      await settle(sim, 'bookings')
    },
  },
  'a customer of whose payment nobody tells us': {
    expected: [ada('served')],
    async run(sim) {
      await sim.control('/__webhooks', { mode: 'drop' })
      await payRoom(sim, await pressBook(sim, ADA_BOOKS))
      await settle(sim, 'bookings')
    },
  },
  'a customer pays when their hold has just lapsed': {
    expected: [ada('served')],
    async run(sim) {
      const intent = await pressBook(sim, ADA_BOOKS)
      sim.advance(HOLD_MS + 100)
      await paysAndStays(sim, intent)
      await settle(sim, 'bookings')
    },
  },
  'a customer goes away, and another books': {
    expected: [ada('unpaid'), bob('served')],
    async run(sim) {
      await pressBook(sim, ADA_BOOKS)
      sim.advance(HOLD_MS + 1000)
      await sim.drain()
      await settle(sim, 'bookings')
      await books(BOB_BOOKS)(sim)
    },
  },
  'Google refuses the seventh of ten days': {
    expected: [tenDays('refunded')],
    isLong: true,
    sim: () => ({ isBroken: isOf(TEN_DAYS[6] ?? '') }),
    run: books(ADA_TEN),
  },
  'Google refuses the last of ten days, and will not give back another': {
    expected: [tenDays('refunded')],
    isLong: true,
    staysBroken: true,
    sim: () => ({ isBroken: either(isOf(TEN_DAYS[9] ?? ''), firstRemoval()) }),
    run: books(ADA_TEN),
  },
}
