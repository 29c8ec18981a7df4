/** Charged is what was shown: also what a customer owes, or has in credit, from before. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SANDBOX_INITIATION } from '../sandbox/stripe/seed-prices.ts'
import { completeJoin, GRACE, giveCard, joinAndSettle, pressJoin } from './customers/membership.ts'
import { startPassClient } from './operations/many-customers.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const FOUNDER = { ...GRACE, plan: 'founder', attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b21' }

const balance =
  (cents: string) =>
  (staff: ReturnType<typeof startPassClient>, customer: string): Promise<unknown> =>
    staff.stripe('POST', `/customers/${customer}`, { balance: cents })

const pendingItem = (staff: ReturnType<typeof startPassClient>, customer: string) =>
  staff.stripe('POST', '/invoiceitems', {
    customer,
    'price_data[currency]': 'usd',
    'price_data[product]': SANDBOX_INITIATION.product,
    'price_data[unit_amount]': '1250',
  })

const alerts = (sim: Sim) =>
  sim
    .state()
    .mailersend.messages.map(({ subject }) => subject ?? '')
    .filter((subject) => subject.startsWith('ALERT'))

test.each([
  ['30 cents carried over', balance('30'), 'Owed from before', 30],
  ['a credit', balance('-2000'), 'Credit from before', -2000],
  ['a credit of more than all of it', balance('-9000000'), 'Credit from before', null],
  ['a pending invoice item', pendingItem, 'Owed from before', 1250],
])('%s is a line of the price, and the charge is the price', async (_, prepare, label, cents) => {
  const sim = createSim()
  await joinAndSettle(sim, GRACE)
  const staff = startPassClient(sim)
  await prepare(staff, String(sim.state().stripe.customers[0]?.id))
  const setUp = await pressJoin(sim, FOUNDER)
  const line = setUp.quote.lines.find((one) => one.label === label)
  if (cents !== null) expect(line?.cents).toBe(cents)
  const sum = setUp.quote.lines.reduce((all, one) => all + one.cents, 0)
  expect(setUp.quote.dueTodayCents).toBe(sum)
  const again = await pressJoin(sim, FOUNDER)
  expect(again.quote.lines).toEqual(setUp.quote.lines)
  await giveCard(sim, again)
  expect(await completeJoin(sim, FOUNDER, again)).toMatchObject({ outcome: 'active' })
  await sweepOnce(sim)
  const invoice = sim.state().stripe.invoices.at(-1)
  const due = Number(invoice?.amount_due)
  expect(due).toBeLessThanOrEqual(setUp.quote.dueTodayCents)
  expect(due).toBeGreaterThanOrEqual(setUp.quote.dueTodayCents - 80)
  expect(alerts(sim)).toEqual([])
  const [, subscription] = sim.state().stripe.subscriptions
  expect(subscription?.metadata?.quoted_cents).toBe(String(setUp.quote.dueTodayCents))
})

test('the initiation fee is told from what was owed before', async () => {
  const sim = createSim()
  await joinAndSettle(sim, GRACE)
  const staff = startPassClient(sim)
  await pendingItem(staff, String(sim.state().stripe.customers[0]?.id))
  const { quote } = await pressJoin(sim, FOUNDER)
  expect(quote.lines.find(({ label }) => label.startsWith('Initiation'))?.cents).toBe(20_000)
})

test('owed without being shown: the team is told what was charged and what was shown', async () => {
  const sim = createSim()
  await joinAndSettle(sim, GRACE)
  const setUp = await pressJoin(sim, FOUNDER)
  await balance('700')(startPassClient(sim), String(sim.state().stripe.customers[0]?.id))
  await giveCard(sim, setUp)
  await completeJoin(sim, FOUNDER, setUp)
  await sweepOnce(sim)
  expect(alerts(sim)).toHaveLength(1)
  expect(alerts(sim)[0]).toContain('was charged')
})
