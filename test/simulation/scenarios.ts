/** The scenarios that the rule is tried on: what people do, and what the house then owes them. */
import { SANDBOX_MEMBERSHIP_PLANS } from '../sandbox/officernd/seed-data.ts'
import { SANDBOX_PRICES } from '../sandbox/stripe/seed-prices.ts'
import { GRACE, type JoinOrder, joinAndSettle } from './customers/membership.ts'
import { ADA, buyAndSettle, complete, type Order, pay, press } from './customers/pass.ts'
import type { Offered } from './oracle/calendar-edits.ts'
import type { Expectation, ExpectedMembership, ExpectedPass } from './oracle/index.ts'
import { roomScenarios } from './room-scenarios.ts'
import { settle, type Worker } from './settle.ts'
import type { Sim, SimOptions } from './simulation.ts'
import { staffScenarios } from './staff-scenarios.ts'

export interface Scenario {
  /** All that anybody in it wants, by hand. */
  expected: readonly Expectation[]
  /** What may come of it as well while a vendor is in trouble, if that is more. */
  underTroubles?: readonly Expectation[]
  sim?(): SimOptions
  /** Long before, when nothing goes wrong. */
  before?(sim: Sim): Promise<unknown>
  run(sim: Sim): Promise<unknown>
  /** What the page offers when all is quiet. */
  look?(sim: Sim): Promise<Offered[]>
  worker: Worker
  /** So many calls that `npm test` plays it without mishaps only. */
  isLong?: boolean
  /** A vendor never heals: its run errors, a person is told, and it is started anew each hour. */
  staysBroken?: boolean
  /** Nights that it lasts: in each the sweep reads every calendar, and each event that is not as sold. */
  nights?: number
}

/** Seattle is still in a Wednesday's house hours, UTC is already in Thursday. */
const WINTER_AFTERNOON = Date.parse('2026-01-14T16:02:00-08:00')
const MONDAY = '2026-05-04'
const AGAIN = { ...ADA, attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a02' }
const MALLORY = {
  ...ADA,
  firstName: 'Mallory',
  lastName: 'Allen',
  email: 'mallory@example.com',
  attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a03',
}

export function pass({ attemptId, email, firstName, lastName }: Order, day = MONDAY): ExpectedPass {
  const name = `${firstName} ${lastName}`
  return { what: 'pass', attemptId, email, name, cents: 5000, day }
}

export function membership({ attemptId, email }: JoinOrder, cents: number): ExpectedMembership {
  return {
    what: 'membership',
    attemptId,
    email,
    name: 'Grace Hopper',
    cents,
    plan: SANDBOX_MEMBERSHIP_PLANS['all-access'],
    price: SANDBOX_PRICES['all-access'],
    initiationCents: 20_000,
    autoCents: 10_000,
  }
}

const buys = (order: Order) => (sim: Sim) => buyAndSettle(sim, order)
const joins = (order: JoinOrder) => (sim: Sim) => joinAndSettle(sim, order)

const checkoutScenarios: Record<string, Omit<Scenario, 'worker'>> = {
  'a new visitor': {
    sim: () => ({ startMs: WINTER_AFTERNOON }),
    expected: [pass(ADA, '2026-01-14')],
    run: buys(ADA),
  },
  'a returning visitor': {
    expected: [pass(ADA), pass(AGAIN)],
    before: buys(ADA),
    run: buys(AGAIN),
  },
  'a visitor with the last use of a code': {
    expected: [{ ...pass(ADA), cents: 4000 }],
    run: buys({ ...ADA, promo: 'ONEONLY' }),
  },
  'a visitor whose page names another member': {
    expected: [pass(ADA), pass(MALLORY)],
    before: buys(MALLORY),
    async run(sim) {
      const intent = await press(sim, ADA)
      // The page is there before the webhook.
      await sim.control('/__webhooks', { mode: 'hold' })
      await pay(sim, intent)
      const memberId = sim.state().officernd.passes[0]?.member ?? ''
      await complete(sim, ADA, { ...intent, memberId })
      await sim.control('/__webhooks/deliver', {})
      await sim.drain()
      await settle(sim, 'checkout')
    },
  },
  'a visitor of whose payment nobody tells us': {
    expected: [pass(ADA)],
    async run(sim) {
      await sim.control('/__webhooks', { mode: 'drop' })
      await pay(sim, await press(sim, ADA))
      await settle(sim, 'checkout')
    },
  },
  'a new member': {
    sim: () => ({ startMs: WINTER_AFTERNOON }),
    // 17 of January's 31 days and 8 hours at $300, and half the fee of $200.
    expected: [membership(GRACE, 26_780)],
    run: joins(GRACE),
  },
  'a visitor who becomes a member, with both codes': {
    // 27 of May's 31 days and 15 hours, a tenth off; and half the fee.
    expected: [pass({ ...ADA, email: GRACE.email }), membership(GRACE, 34_061)],
    before: buys({ ...ADA, email: GRACE.email }),
    run: joins({ ...GRACE, promo: 'TENFOREVER' }),
  },
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  ...of('checkout', checkoutScenarios),
  ...of('bookings', { ...roomScenarios, ...staffScenarios }),
}

function of(worker: Worker, scenarios: Record<string, Omit<Scenario, 'worker'>>) {
  const all = Object.entries(scenarios).map(([name, scenario]): [string, Scenario] => [
    name,
    { ...scenario, worker },
  ])
  return Object.fromEntries(all)
}
