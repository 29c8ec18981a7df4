/** Who pays right before a vendor goes down, and who comes while it is down. */
import type { CreateBookingRequest } from '../../../src/rooms/api/create-booking.ts'
import type { VendorName } from '../../sandbox/vendors.ts'
import {
  completeJoin,
  GRACE,
  giveCard,
  type JoinOrder,
  pressJoin,
} from '../customers/membership.ts'
import { ADA, complete, type Order, pay, press } from '../customers/pass.ts'
import { askStatus, payRoom, pressBook } from '../customers/room.ts'
import { ADA_BOOKS, ada, EARLIER, earlier } from '../customers/room-bookings.ts'
import type { Expectation } from '../oracle/index.ts'
import { membership, pass } from '../scenarios.ts'
import type { Worker } from '../settle.ts'
import type { Sim } from '../simulation.ts'

export type ScenarioName = keyof typeof SCENARIOS

export interface Scenario {
  worker: Worker
  /** Goes as far as the money; answers with what their page does then. */
  pays(sim: Sim): Promise<() => Promise<unknown>>
  /** Somebody else who comes while it is down. */
  paysLate: Scenario['pays']
  expected: readonly Expectation[]
  /** All vendors that it needs. */
  needs: readonly VendorName[]
}

const buys = (order: Order) => async (sim: Sim) => {
  const intent = await press(sim, order)
  await pay(sim, intent)
  return () => complete(sim, order, intent)
}
const joins = (order: JoinOrder) => async (sim: Sim) => {
  const setUp = await pressJoin(sim, order)
  await giveCard(sim, setUp)
  return () => completeJoin(sim, order, setUp)
}
const books = (order: CreateBookingRequest) => async (sim: Sim) => {
  const intent = await pressBook(sim, order)
  await payRoom(sim, intent)
  return () => askStatus(sim, intent)
}

const LATE = { email: 'late@example.com', attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a09' }
const [LATE_ADA, LATE_GRACE] = [
  { ...ADA, ...LATE },
  { ...GRACE, ...LATE },
]

export const SCENARIOS = {
  pass: {
    worker: 'checkout',
    pays: buys(ADA),
    paysLate: buys(LATE_ADA),
    expected: [pass(ADA), pass(LATE_ADA)],
    needs: ['stripe', 'officernd', 'mailersend'],
  },
  membership: {
    worker: 'checkout',
    pays: joins(GRACE),
    paysLate: joins(LATE_GRACE),
    // 27 of May's 31 days and 14 hours, and half the fee.
    expected: [membership(GRACE, 36_734), membership(LATE_GRACE, 36_734)],
    needs: ['stripe', 'officernd', 'mailersend'],
  },
  room: {
    worker: 'bookings',
    pays: books(ADA_BOOKS),
    paysLate: books(EARLIER),
    expected: [ada('served', 'refunded'), { ...earlier, ends: ['served', 'refunded'] }],
    needs: ['stripe', 'google', 'mailersend'],
  },
} satisfies Record<string, Scenario>
