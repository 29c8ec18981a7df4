/** An unpaid intent ends with the price that it promises: after a code's reservation, else after a day. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPurchase } from '../../src/passes/api/create-purchase.ts'
import { completeJoin, GRACE, giveCard, pressJoin } from './customers/membership.ts'
import { ADA, complete, pay, press } from './customers/pass.ts'
import { startPassClient } from './operations/many-customers.ts'
import { settle, sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const BOB = { ...ADA, email: 'bob@example.com', attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9b02' }
const ONE = { promo: 'ONEONLY' }

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const intents = (sim: Sim) => sim.state().stripe.payment_intents
const setups = (sim: Sim) => sim.state().stripe.setup_intents
const states = (sim: Sim) => intents(sim).map(({ status }) => status)

/** Time passes, and whatever was to wake up by then has. */
async function pass(sim: Sim, ms: number) {
  sim.advance(ms)
  await sim.drain()
}

test('a code with one use, two intents, both paid later: one of them is cancelled before', async () => {
  const sim = createSim()
  const first = await press(sim, { ...ADA, ...ONE })
  await pass(sim, 16 * MINUTE_MS)
  const second = await press(sim, { ...BOB, ...ONE })
  expect(await pay(sim, first)).toBe('payment_intent_unexpected_state')
  expect(await pay(sim, second)).toBe('succeeded')
  await complete(sim, BOB, second)
  await settle(sim, 'checkout')
  expect(states(sim)).toEqual(['canceled', 'succeeded'])
})

test('an alarm that is late: the code stays reserved until the intent is cancelled or paid', async () => {
  const sim = createSim()
  const first = await press(sim, { ...ADA, ...ONE })
  sim.advance(30 * MINUTE_MS)
  await expect(createPurchase(sim.checkout, { ...BOB, ...ONE })).rejects.toMatchObject({
    code: 'promo-in-use',
  })
  expect(await pay(sim, first)).toBe('succeeded')
  await complete(sim, ADA, first)
  await settle(sim, 'checkout')
  await expect(createPurchase(sim.checkout, { ...BOB, ...ONE })).rejects.toMatchObject({
    code: 'promo-used-up',
  })
})

test('Stripe answers again: the next alarm cancels it, and the code is free', async () => {
  const sim = createSim()
  const staff = startPassClient(sim)
  await press(sim, { ...ADA, ...ONE })
  await staff.fails('stripe', '500-before', { method: 'POST', path: '/cancel' })
  await pass(sim, 16 * MINUTE_MS)
  await staff.heal()
  await pass(sim, 31 * MINUTE_MS)
  expect(states(sim)).toEqual(['canceled'])
  await press(sim, { ...BOB, ...ONE })
})

test.each([
  ['with a code', { promo: 'WELCOME10' }, 15 * MINUTE_MS],
  ['without one', {}, DAY_MS],
])('an intent for a pass %s is cancelled in time, and not before', async (_, promo, lifeMs) => {
  const sim = createSim()
  await press(sim, { ...ADA, ...promo })
  await pass(sim, lifeMs - MINUTE_MS)
  expect(states(sim)).toEqual(['requires_payment_method'])
  await pass(sim, 2 * MINUTE_MS)
  expect(states(sim)).toEqual(['canceled'])
  expect(sim.state().mailersend.messages).toEqual([])
})

test.each([
  ['with a code', { promo: 'TENFOREVER' }, 15 * MINUTE_MS],
  ['without one', {}, DAY_MS],
])(
  'a set-up for a membership %s is cancelled in time, and not before',
  async (_, promo, lifeMs) => {
    const sim = createSim()
    await pressJoin(sim, { ...GRACE, ...promo })
    await pass(sim, lifeMs - MINUTE_MS)
    expect(setups(sim).map(({ status }) => status)).toEqual(['requires_payment_method'])
    await pass(sim, 2 * MINUTE_MS)
    expect(setups(sim).map(({ status }) => status)).toEqual(['canceled'])
  }
)

test('pressed again on the cancelled intent, the page gets a new one, for the price of now', async () => {
  const sim = createSim()
  const staff = startPassClient(sim)
  const order = { ...ADA, promo: 'WELCOME10' }
  const first = await press(sim, order)
  await pass(sim, 16 * MINUTE_MS)
  const second = await press(sim, order)
  expect(second.paymentIntentId).not.toBe(first.paymentIntentId)
  expect(second.amountCents).toBe(first.amountCents)
  await pass(sim, 16 * MINUTE_MS)
  const [code] = sim.state().stripe.promotion_codes.filter((one) => one.code === 'WELCOME10')
  await staff.stripe('POST', `/promotion_codes/${code?.id}`, { active: 'false' })
  await expect(createPurchase(sim.checkout, order)).rejects.toMatchObject({
    code: 'promo-inactive',
  })
  const third = await press(sim, ADA)
  expect(third.amountCents).toBe(5000)
  expect(states(sim)).toEqual(['canceled', 'canceled', 'requires_payment_method'])
})

test('pressed again on the cancelled set-up, the page gets a new one', async () => {
  const sim = createSim()
  const order = { ...GRACE, promo: 'TENFOREVER' }
  const first = await pressJoin(sim, order)
  await pass(sim, 16 * MINUTE_MS)
  const second = await pressJoin(sim, order)
  expect(second.setupIntentId).not.toBe(first.setupIntentId)
  await giveCard(sim, second)
  expect(await completeJoin(sim, order, second)).toMatchObject({ outcome: 'active' })
})

test('a debit under way is left alone, however long it takes', async () => {
  const sim = createSim()
  const intent = await press(sim, { ...ADA, promo: 'WELCOME10' })
  expect(await pay(sim, intent, 'pm_usBankAccount_success')).toBe('processing')
  for (let day = 0; day < 3; day++) await pass(sim, DAY_MS)
  expect(states(sim)).toEqual(['processing'])
  await sim.control('/__act', { intent: intent.paymentIntentId, do: 'settle' })
  await sim.drain()
  await sweepOnce(sim)
  expect(sim.state().officernd.passes).toHaveLength(1)
})

test('what is paid is not touched', async () => {
  const sim = createSim()
  const intent = await press(sim, { ...ADA, ...ONE })
  await pay(sim, intent)
  await complete(sim, ADA, intent)
  await pass(sim, DAY_MS + MINUTE_MS)
  expect(states(sim)).toEqual(['succeeded'])
  expect(sim.state().officernd.passes).toHaveLength(1)
})

test('the process is killed at the alarm: the next one cancels it', async () => {
  const sim = createSim({ faults: [] })
  await press(sim, { ...ADA, ...ONE })
  sim.advance(15 * MINUTE_MS + 1000)
  await sim.ring()
  sim.kill()
  await pass(sim, 31 * MINUTE_MS)
  expect(states(sim)).toEqual(['canceled'])
})

test('a code for first purchases, paid after another purchase: the team is told by name', async () => {
  const sim = createSim()
  const reduced = await press(sim, { ...ADA, promo: 'FIRSTTIME' })
  const order = { ...ADA, attemptId: BOB.attemptId }
  const other = await press(sim, order)
  await pay(sim, other)
  await complete(sim, order, other)
  expect(await pay(sim, reduced)).toBe('succeeded')
  await complete(sim, ADA, reduced)
  await settle(sim, 'checkout')
  const alerts = sim
    .state()
    .mailersend.messages.filter(({ subject }) => subject?.startsWith('ALERT'))
  expect(alerts.map(({ subject }) => subject)).toEqual([
    'ALERT: Ada Lovelace paid with a code for first purchases, and it was not the first',
  ])
  for (const id of [reduced.paymentIntentId, other.paymentIntentId])
    expect(alerts[0]?.text).toContain(id)
  expect(sim.state().officernd.passes).toHaveLength(2)
})

test('a code for first purchases: one unpaid purchase of a person at a time, whatever stands after a plus sign', async () => {
  const sim = createSim()
  const promo = 'FIRSTTIME'
  const first = await press(sim, { ...ADA, promo })
  const again = { ...ADA, promo, attemptId: BOB.attemptId, email: 'Ada+two@example.com' }
  await expect(createPurchase(sim.checkout, again)).rejects.toMatchObject({ code: 'promo-pending' })
  // The same attempt may press again, and somebody else may use the code.
  expect(await press(sim, { ...ADA, promo })).toMatchObject({ amountCents: first.amountCents })
  await press(sim, { ...BOB, promo, attemptId: `${BOB.attemptId.slice(0, -1)}7` })
  await pass(sim, 16 * MINUTE_MS)
  expect(states(sim)[0]).toBe('canceled')
  expect(await press(sim, again)).toMatchObject({ amountCents: first.amountCents })
})

test('a code for first purchases, paid first: nobody is told', async () => {
  const sim = createSim()
  const order = { ...ADA, promo: 'FIRSTTIME' }
  const intent = await press(sim, order)
  await pay(sim, intent)
  await complete(sim, order, intent)
  await settle(sim, 'checkout')
  expect(
    sim.state().mailersend.messages.filter(({ subject }) => subject?.startsWith('ALERT'))
  ).toEqual([])
})
