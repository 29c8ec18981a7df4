/** A person whose address staff wrote in capitals is the same person, at Stripe and at OfficeRnD. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'
import { completeJoin, GRACE, giveCard, pressJoin } from './customers/membership.ts'
import { ADA, complete, pay, press } from './customers/pass.ts'
import { type PassClient, startPassClient } from './operations/many-customers.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const MINUTE_MS = 60_000

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const stripe = (sim: Sim) => sim.state().stripe
const alerts = (sim: Sim) =>
  sim.state().mailersend.messages.filter(({ subject }) => subject?.startsWith('ALERT'))

async function sweeps(sim: Sim, times: number) {
  for (let nth = 0; nth < times; nth++) await sweepOnce(sim)
}

/** Joined on the page; staff then write the address in capitals at both vendors. */
async function memberInCapitals(staff: PassClient, email: string) {
  const { sim } = staff
  const order = { ...GRACE, attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b41' }
  const setUp = await pressJoin(sim, order)
  await giveCard(sim, setUp)
  await completeJoin(sim, order, setUp)
  await staff.stripe('POST', `/customers/${stripe(sim).customers[0]?.id}`, { email })
  sim.advance(2 * MINUTE_MS)
}

async function joins(sim: Sim) {
  try {
    const setUp = await pressJoin(sim, GRACE)
    await giveCard(sim, setUp)
    await completeJoin(sim, GRACE, setUp)
  } catch {
    // Told at once that they have the membership.
  }
  await sim.drain()
}

test('a customer in capitals who has the plan, typed in small letters: no second subscription', async () => {
  const sim = createSim()
  await memberInCapitals(startPassClient(sim), 'Grace@Example.COM')
  await joins(sim)
  await sweeps(sim, 4)
  expect(stripe(sim).subscriptions).toHaveLength(1)
  expect(stripe(sim).customers).toHaveLength(1)
  expect(sim.state().officernd.memberships).toHaveLength(1)
})

/** A customer and a member whom staff entered by hand, in capitals. */
async function enteredInCapitals(staff: PassClient) {
  const email = 'Ada@Example.com'
  const { sim } = staff
  await staff.stripe('POST', '/customers', { email, name: 'Ada Lovelace' })
  const [made] = (await staff.officernd('POST', '/members', {
    ...{ name: 'Ada Lovelace', email, office: SANDBOX_OFFICE },
    startDate: '2026-05-01',
  })) as { _id: string }[]
  sim.advance(2 * MINUTE_MS)
  return made?._id
}

async function buys(sim: Sim) {
  const intent = await press(sim, ADA)
  await pay(sim, intent)
  await complete(sim, ADA, intent)
  await sim.drain()
}

test('a pass for a member in capitals: it is on that member, and nobody is made a second time', async () => {
  const sim = createSim()
  const member = await enteredInCapitals(startPassClient(sim))
  await buys(sim)
  const { members, passes } = sim.state().officernd
  expect(members.filter(({ email }) => /^ada@/i.test(email))).toHaveLength(1)
  expect(passes.map((pass) => pass.member)).toEqual([member])
  expect(stripe(sim).customers).toHaveLength(1)
  await sweeps(sim, 4)
  expect(alerts(sim)).toEqual([])
})

test('a pass whose first try failed is made on the member in capitals all the same', async () => {
  const sim = createSim()
  const staff = startPassClient(sim)
  const member = await enteredInCapitals(staff)
  const match = { method: 'POST', path: '/passes' }
  await sim.control('/__faults', { vendor: 'officernd', match, kind: '500-before', times: 3 })
  await buys(sim)
  expect(sim.state().officernd.passes.map((pass) => pass.member)).toEqual([member])
})

test.each([
  ['late by an hour', 3600, null],
  ['answering nothing', 0, '500-before'],
])(
  'the search is %s: the sale goes on, and the team is told of both records once',
  async (_, lag, kind) => {
    const sim = createSim({ searchLagSeconds: Number(lag) })
    const staff = startPassClient(sim)
    await enteredInCapitals(staff)
    if (kind) await staff.fails('stripe', kind, { method: 'GET', path: '/customers/search' })
    await buys(sim)
    expect(sim.state().officernd.passes).toHaveLength(1)
    expect(stripe(sim).customers).toHaveLength(2)
    await staff.heal()
    await sweeps(sim, 30)
    const told = alerts(sim)
    expect(told.map(({ subject }) => subject).sort()).toEqual([
      'ALERT: ada@example.com is two customers at Stripe, in other capitals',
      'ALERT: ada@example.com is two members at OfficeRnD, in other capitals',
    ])
    for (const { id } of stripe(sim).customers)
      expect(told.some(({ text }) => text?.includes(id))).toBe(true)
  }
)
