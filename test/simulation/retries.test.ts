/** A call to Stripe that fails several times running and then heals shuts nobody out. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Step } from '../../src/core/workflow.ts'
import { createPurchase } from '../../src/passes/api/create-purchase.ts'
import { grantPass } from '../../src/passes/workflows/grant-pass.ts'
import { completeJoin, GRACE, giveCard, pressJoin } from './customers/membership.ts'
import { ADA, complete, pay, press } from './customers/pass.ts'
import { enterByHand, payRoom, pressBook } from './customers/room.ts'
import { ADA_BOOKS } from './customers/room-bookings.ts'
import { fastTimers } from './fast-timers.ts'
import { settle } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const MINUTE_MS = 60_000

let restoreTimers: () => void
beforeEach(() => {
  restoreTimers = fastTimers()
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => {
  restoreTimers()
  vi.restoreAllMocks()
})

const stripe = (sim: Sim) => sim.state().stripe
const succeeded = (sim: Sim) => stripe(sim).charges.filter(({ status }) => status === 'succeeded')

const fail = (sim: Sim, path: string, kind: string, times: number) =>
  sim.control('/__faults', { vendor: 'stripe', match: { method: 'POST', path }, kind, times })

/** `npm test` takes the counts at which a round of tries ends. */
const COUNTS = process.env.FULL
  ? Array.from({ length: 12 }, (_, index) => index + 1)
  : [1, 5, 6, 12]
const FAILURES = COUNTS.flatMap((times) =>
  ['500-before', '500-after'].map((kind) => ({ times, kind }))
)

test.each(FAILURES)(
  'a new visitor buys though payment_intents answers $kind $times times',
  async ({ times, kind }) => {
    const sim = createSim()
    await fail(sim, '/payment_intents', kind, times)
    const intent = await press(sim, ADA)
    expect(sim.now()).toBeLessThanOrEqual(sim.startedMs + 2 * MINUTE_MS)
    await pay(sim, intent)
    await complete(sim, ADA, intent)
    await settle(sim, 'checkout')
    expect(succeeded(sim)).toHaveLength(1)
    expect(sim.state().officernd.passes).toHaveLength(1)
    expect(stripe(sim).payment_intents).toHaveLength(1)
  }
)

test.each(FAILURES)(
  'a person buys though customers answers $kind $times times',
  async ({ times, kind }) => {
    const sim = createSim()
    await fail(sim, '/customers', kind, times)
    await press(sim, ADA)
    expect(sim.now()).toBeLessThanOrEqual(sim.startedMs + 2 * MINUTE_MS)
    expect(stripe(sim).customers).toHaveLength(1)
  }
)

test.each(FAILURES)(
  'a room is held though payment_intents answers $kind $times times',
  async ({ times, kind }) => {
    const sim = createSim()
    await fail(sim, '/payment_intents', kind, times)
    await pressBook(sim, ADA_BOOKS)
    expect(sim.now()).toBeLessThanOrEqual(sim.startedMs + 2 * MINUTE_MS)
    expect(stripe(sim).payment_intents).toHaveLength(1)
  }
)

test.each(FAILURES)(
  'a card is given though setup_intents answers $kind $times times',
  async ({ times, kind }) => {
    const sim = createSim()
    await fail(sim, '/setup_intents', kind, times)
    await pressJoin(sim, GRACE)
    expect(sim.now()).toBeLessThanOrEqual(sim.startedMs + 2 * MINUTE_MS)
    expect(stripe(sim).setup_intents).toHaveLength(1)
  }
)

test.each(FAILURES)(
  'a member has the plan within minutes though subscriptions answers $kind $times times',
  async ({ times, kind }) => {
    const sim = createSim()
    await giveCard(sim, await pressJoin(sim, GRACE))
    await fail(sim, '/subscriptions', kind, times)
    await sim.drain()
    expect(sim.now()).toBeLessThanOrEqual(sim.startedMs + 15 * MINUTE_MS)
    expect(stripe(sim).subscriptions.map(({ status }) => status)).toEqual(['active'])
    expect(succeeded(sim)).toHaveLength(1)
  }
)

test.each(FAILURES)(
  'a second card pays once though invoices.pay answers $kind $times times',
  async ({ times, kind }) => {
    const sim = createSim()
    const first = await pressJoin(sim, GRACE)
    await giveCard(sim, first, 'pm_card_chargeCustomerFail')
    await completeJoin(sim, GRACE, first)
    const second = await pressJoin(sim, GRACE)
    await fail(sim, '/invoices/in_', kind, times)
    await giveCard(sim, second)
    await completeJoin(sim, GRACE, second)
    expect(sim.now()).toBeLessThanOrEqual(sim.startedMs + 15 * MINUTE_MS)
    expect(stripe(sim).subscriptions.map(({ status }) => status)).toEqual(['active'])
    expect(succeeded(sim)).toHaveLength(1)
  }
)

test.each(FAILURES)(
  'a room’s money goes back within minutes though refunds answers $kind $times times',
  async ({ times, kind }) => {
    const sim = createSim()
    const intent = await pressBook(sim, ADA_BOOKS)
    const { date = '', start = '' } = ADA_BOOKS.days[0] ?? {}
    const fromMs = Date.parse(`${date}T${start}:00-07:00`)
    await enterByHand(sim, 'slinky', fromMs, fromMs + 60 * MINUTE_MS)
    await fail(sim, '/refunds', kind, times)
    await payRoom(sim, intent)
    await sim.drain()
    expect(sim.now()).toBeLessThanOrEqual(sim.startedMs + 15 * MINUTE_MS)
    expect(stripe(sim).refunds).toHaveLength(1)
  }
)

test('each try has a number of its own, also after the process was killed', async () => {
  const sim = createSim()
  await fail(sim, '/payment_intents', '500-before', 6)
  await expect(createPurchase(sim.checkout, ADA)).rejects.toThrow()
  sim.kill()
  sim.advance(MINUTE_MS)
  await press(sim, ADA)
  const keys = sim
    .state()
    .requests.filter(({ method, path }) => method === 'POST' && path === '/v1/payment_intents')
    .map(({ headers }) => headers['idempotency-key'])
  expect(keys.at(-1)).toMatch(/:4$/)
})

test('a customer whom staff have deleted buys again at once', async () => {
  const sim = createSim()
  await press(sim, ADA)
  const [customer] = stripe(sim).customers
  const authorization = 'Bearer sk_test_sandbox'
  const url = `http://sandbox.test/stripe/v1/customers/${customer?.id}`
  await sim.sandbox.fetch(new Request(url, { method: 'DELETE', headers: { authorization } }))
  const again = { ...ADA, attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a02' }
  const intent = await press(sim, again)
  expect(await pay(sim, intent)).toBe('succeeded')
  const payment = stripe(sim).payment_intents.find(({ id }) => id === intent.paymentIntentId)
  expect(payment?.customer).not.toBe(customer?.id)
})

test('a pass whose money went back while its workflow was down is not made in its next life', async () => {
  const sim = createSim()
  await sim.control('/__webhooks', { mode: 'drop' })
  const { paymentIntentId } = await press(sim, ADA).then(async (intent) => {
    await pay(sim, intent)
    return intent
  })
  const done = new Map<string, unknown>()
  const step = (async (name: string, work: () => Promise<unknown>) => {
    if (!done.has(name)) done.set(name, await work())
    return done.get(name)
  }) as Step
  await sim.control('/__faults', { vendor: 'officernd', kind: 'refused', times: -1 })
  const params = { kind: 'grant-pass', paymentId: paymentIntentId } as const
  await expect(grantPass(step, sim.checkout, params)).rejects.toThrow()
  await sim.sandbox.fetch(new Request('http://sandbox.test/__faults', { method: 'DELETE' }))
  await sim.checkout.stripe.refundAll({ id: paymentIntentId, amountCents: 5000 }, 'by hand')
  sim.kill()
  sim.advance(60 * MINUTE_MS)
  expect(await grantPass(step, sim.checkout, params)).toEqual({ outcome: 'refunded' })
  expect(sim.state().officernd.passes).toHaveLength(0)
})
