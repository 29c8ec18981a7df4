/** What becomes of a membership: exact requests, two cards, news that comes later. */
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { toInstant } from '../../src/core/zoned-time.ts'
import { PLAN_CONFIG } from '../../src/memberships/rules/plans.ts'
import { SANDBOX_MEMBERSHIP_PLANS } from '../sandbox/officernd/seed-data.ts'
import { SANDBOX_PRICES } from '../sandbox/stripe/seed-prices.ts'
import { completeJoin, GRACE, giveCard, joinAndSettle, pressJoin } from './customers/membership.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const DAY = 24 * 3600_000

let log: string[]
beforeEach(() => {
  log = []
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void log.push(String(line)))
  }
})
afterEach(() => vi.restoreAllMocks())

const stripe = (sim: Sim) => sim.state().stripe
const subjects = (sim: Sim) => sim.state().mailersend.messages.map(({ subject }) => subject ?? '')
const alerts = (sim: Sim) => subjects(sim).filter((subject) => subject.startsWith('ALERT'))

test.each(Object.values(PLAN_CONFIG))(
  'joining $slug: subscription, fee, membership at price 0',
  async (plan) => {
    const sim = createSim()
    const setUp = await joinAndSettle(sim, { ...GRACE, plan: plan.slug })
    const [subscription] = stripe(sim).subscriptions
    const [invoice] = stripe(sim).invoices
    expect(subscription).toMatchObject({
      status: 'active',
      metadata: { track: '1', plan: plan.slug, outcome: 'active', customer_name: 'Grace Hopper' },
    })
    expect(invoice?.total).toBeLessThanOrEqual(setUp.quote.dueTodayCents)
    const body = sim
      .state()
      .requests.find(({ method, path }) => method === 'POST' && path === '/v1/subscriptions')?.body
    const sent = new URLSearchParams(body)
    expect(sent.get('items[0][price]')).toBe(
      SANDBOX_PRICES[plan.slug as keyof typeof SANDBOX_PRICES]
    )
    expect(sent.get('add_invoice_items[0][price_data][unit_amount]')).toBe(
      String(plan.initiationCents)
    )
    expect(sent.has('billing_cycle_anchor')).toBe(plan.prorated)
    if (plan.prorated) {
      expect(Number(sent.get('billing_cycle_anchor')) * 1000).toBe(
        Date.parse('2026-06-01T08:00:00Z')
      )
    }
    const [membership] = sim.state().officernd.memberships
    expect(membership).toMatchObject({
      price: 0,
      plan: SANDBOX_MEMBERSHIP_PLANS[plan.slug as keyof typeof SANDBOX_MEMBERSHIP_PLANS],
      startDate: '2026-05-04T00:00:00.000Z',
    })
    expect(sim.state().officernd.memberships).toHaveLength(1)
    expect(alerts(sim)).toEqual([])
    expect(subjects(sim)).toHaveLength(2)
  }
)

test('both codes at once: the automatic one on the fee, the manual one on the plan', async () => {
  const sim = createSim()
  const setUp = await joinAndSettle(sim, { ...GRACE, promo: 'TENFOREVER' })
  expect(setUp.quote.lines.map(({ cents }) => Math.sign(cents))).toEqual([1, -1, 1, -1])
  expect(setUp.quote.lines[3]?.cents).toBe(-10_000)
  expect(stripe(sim).invoices[0]?.total).toBeLessThanOrEqual(setUp.quote.dueTodayCents)
  expect(alerts(sim)).toEqual([])
})

test('the tab is closed after the card was given: the webhook makes the membership', async () => {
  const sim = createSim()
  await giveCard(sim, await pressJoin(sim, GRACE))
  await sim.drain()
  expect(sim.state().officernd.memberships).toHaveLength(1)
})

test('declined, then a second card: one subscription, one initiation fee', async () => {
  const sim = createSim()
  const first = await pressJoin(sim, GRACE)
  await giveCard(sim, first, 'pm_card_chargeCustomerFail')
  expect(await completeJoin(sim, GRACE, first)).toMatchObject({ outcome: 'declined' })
  const second = await pressJoin(sim, GRACE)
  expect(second.setupIntentId).not.toBe(first.setupIntentId)
  await giveCard(sim, second)
  expect(await completeJoin(sim, GRACE, second)).toMatchObject({ outcome: 'active' })
  for (let nth = 0; nth < 4; nth++) await sweepOnce(sim)
  expect(stripe(sim).subscriptions).toHaveLength(1)
  expect(stripe(sim).invoices.map(({ status }) => status)).toEqual(['paid'])
  expect(stripe(sim).invoices[0]?.total).toBeLessThanOrEqual(second.quote.dueTodayCents)
  expect(sim.state().officernd.memberships).toHaveLength(1)
  expect(alerts(sim)).toEqual([])
})

test('declined, then another body: the first subscription is ended without a word, one is left', async () => {
  const sim = createSim()
  const first = await pressJoin(sim, GRACE)
  await giveCard(sim, first, 'pm_card_chargeCustomerFail')
  await completeJoin(sim, GRACE, first)
  const corrected = { ...GRACE, promo: 'TENFOREVER' }
  const second = await pressJoin(sim, corrected)
  await giveCard(sim, second)
  expect(await completeJoin(sim, corrected, second)).toMatchObject({ outcome: 'active' })
  for (let nth = 0; nth < 4; nth++) await sweepOnce(sim)
  const statuses = stripe(sim).subscriptions.map(({ status }) => status)
  expect(statuses.filter((status) => status === 'active')).toHaveLength(1)
  expect(stripe(sim).charges.filter(({ status }) => status === 'succeeded')).toHaveLength(1)
  expect(sim.state().officernd.memberships).toHaveLength(1)
  expect(subjects(sim)).toHaveLength(2)
})

test('3-D Secure on the first invoice: requires-action, then the paid invoice finishes it', async () => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  expect(await giveCard(sim, setUp, 'pm_card_authenticationRequired')).toBe('requires_action')
  await sim.control('/__act', { intent: setUp.setupIntentId, do: 'authenticate' })
  expect(await completeJoin(sim, GRACE, setUp)).toMatchObject({
    outcome: 'requires-action',
    clientSecret: expect.stringContaining('_secret_'),
  })
  const waiting = stripe(sim).payment_intents.find(({ status }) => status === 'requires_action')
  await sim.control('/__act', { intent: waiting?.id, do: 'authenticate' })
  expect(await completeJoin(sim, GRACE, setUp)).toMatchObject({ outcome: 'active' })
  for (let nth = 0; nth < 4; nth++) await sweepOnce(sim)
  expect(sim.state().officernd.memberships).toHaveLength(1)
  expect(stripe(sim).subscriptions.map(({ status }) => status)).toEqual(['active'])
  expect(alerts(sim)).toEqual([])
})

test('someone who has this plan is told after the card is set up, like anybody before, and nothing is charged', async () => {
  const sim = createSim()
  await joinAndSettle(sim, GRACE)
  const again = {
    ...GRACE,
    email: 'Grace@Example.com',
    attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b02',
  }
  const setUp = await pressJoin(sim, again)
  await giveCard(sim, setUp)
  expect(await completeJoin(sim, again, setUp)).toMatchObject({ outcome: 'already-member' })
  expect(stripe(sim).subscriptions).toHaveLength(1)
  expect(stripe(sim).customers).toHaveLength(1)
})

test('two attempts at once: one subscription, the other is told', async () => {
  const sim = createSim()
  const other = { ...GRACE, attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b03' }
  const first = await pressJoin(sim, GRACE)
  const second = await pressJoin(sim, other)
  await giveCard(sim, first)
  await completeJoin(sim, GRACE, first)
  await giveCard(sim, second)
  expect(await completeJoin(sim, other, second)).toMatchObject({ outcome: 'already-member' })
  expect(stripe(sim).subscriptions).toHaveLength(1)
})

test('the anchor has passed before the card was given: nothing is charged, a new price is asked for', async () => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  sim.advance(29 * DAY)
  await giveCard(sim, setUp)
  expect(await completeJoin(sim, GRACE, setUp)).toMatchObject({ code: 'quote-changed' })
  expect(stripe(sim).subscriptions).toHaveLength(0)
  const again = await pressJoin(sim, GRACE)
  await giveCard(sim, again)
  expect(await completeJoin(sim, GRACE, again)).toMatchObject({ outcome: 'active' })
})

test('a known e-mail gets the membership on the member it has', async () => {
  const sim = createSim()
  await joinAndSettle(sim, GRACE)
  await joinAndSettle(sim, {
    ...GRACE,
    plan: 'startup',
    email: 'GRACE@example.com',
    attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b04',
  })
  expect(sim.state().officernd.members).toHaveLength(1)
  expect(sim.state().officernd.memberships).toHaveLength(2)
})

test('a bank debit: the membership starts with the subscription; when the debit fails, both are told', async () => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp, 'pm_usBankAccount_insufficientFunds')
  expect(await completeJoin(sim, GRACE, setUp)).toMatchObject({ outcome: 'active' })
  await sim.control('/__clock', { advanceSeconds: 6 * 24 * 3600 })
  await sim.drain()
  const told = subjects(sim)
  expect(told).toContain('Your payment for Labour Temple All Access did not go through')
  expect(told.some((subject) => subject.startsWith('ALERT: payment failed: Grace Hopper'))).toBe(
    true
  )
  expect(sim.state().officernd.memberships[0]?.endDate ?? null).toBeNull()
})

test('a subscription that ends gives the membership its last day', async () => {
  const sim = createSim()
  await joinAndSettle(sim, GRACE)
  const id = stripe(sim).subscriptions[0]?.id
  await sim.checkout.stripe.cancelSubscription(String(id))
  await sim.drain()
  expect(sim.state().officernd.memberships[0]?.endDate).toBe('2026-05-04T00:00:00.000Z')
  expect(subjects(sim)).toContain('Your Labour Temple All Access membership has ended')
})

test('killed after the subscription was made, started anew two days later: there is only one', async () => {
  const order = { ...GRACE, plan: 'creator-pass' }
  const healthy = createSim()
  await joinAndSettle(healthy, order)
  const nth = healthy.calls().indexOf('POST /stripe/v1/subscriptions') + 1
  const sim = createSim({ faults: [{ nth, kind: 'crash-after' }] })
  const setUp = await pressJoin(sim, order)
  await sim.control('/__webhooks', { mode: 'drop' })
  await giveCard(sim, setUp)
  await completeJoin(sim, order, setUp)
  sim.advance(2 * DAY)
  for (let nth = 0; nth < 4; nth++) await sweepOnce(sim)
  expect(stripe(sim).subscriptions).toHaveLength(1)
  expect(sim.state().officernd.memberships).toHaveLength(1)
  expect(stripe(sim).charges).toHaveLength(1)
})

test('OfficeRnD away: one alert after 15 minutes, then the membership, then that it is resolved', async () => {
  const sim = createSim()
  const setUp = await pressJoin(sim, GRACE)
  const match = { method: 'POST', path: '/memberships' }
  await sim.control('/__faults', { vendor: 'officernd', match, kind: '500-after', times: 1 })
  await sim.control('/__faults', {
    vendor: 'officernd',
    match: { path: '/memberships' },
    kind: 'refused',
    times: -1,
  })
  await giveCard(sim, setUp)
  expect(await completeJoin(sim, GRACE, setUp)).toMatchObject({ outcome: 'working' })
  for (let nth = 0; nth < 5; nth++) await sweepOnce(sim)
  expect(alerts(sim)).toEqual([
    'ALERT: Grace Hopper pays for Labour Temple All Access and has no membership',
  ])
  await sim.sandbox.fetch(new Request('http://sandbox.test/__faults', { method: 'DELETE' }))
  for (let nth = 0; nth < 14; nth++) await sweepOnce(sim)
  expect(sim.state().officernd.memberships).toHaveLength(1)
  expect(subjects(sim)).toContain('Resolved: Grace Hopper now has the membership')
})

test('never charged more than shown: on every kind of day, with and without both codes', async () => {
  const days = fc.constantFrom(
    toInstant('2026-06-01', '00:30'),
    toInstant('2026-06-01', '09:00'),
    toInstant('2026-10-31', '18:00'),
    toInstant('2026-12-31', '20:00'),
    toInstant('2028-02-29', '12:00'),
    toInstant('2026-03-08', '01:59'),
    toInstant('2026-11-01', '01:30'),
    toInstant('2027-01-31', '23:59')
  )
  const plans = fc.constantFrom('all-access', 'founder', 'passport', 'creator-pass')
  const codes = fc.constantFrom(undefined, 'TENFOREVER', 'HALFONCE', 'FIVEOFF')
  const waits = fc.integer({ min: 0, max: 3600 })
  await fc.assert(
    fc.asyncProperty(days, plans, codes, waits, async (startMs, plan, promo, waitSeconds) => {
      const sim = createSim({ startMs })
      const order = { ...GRACE, plan, ...(promo ? { promo } : {}) }
      const setUp = await pressJoin(sim, order)
      sim.advance(waitSeconds * 1000)
      await giveCard(sim, setUp)
      await completeJoin(sim, order, setUp)
      await sim.drain()
      const [invoice] = stripe(sim).invoices
      const shown = setUp.quote.dueTodayCents
      if (!invoice) {
        expect(stripe(sim).charges).toEqual([])
        return
      }
      expect(Number(invoice.total)).toBeLessThanOrEqual(shown)
      expect(Number(invoice.total)).toBeGreaterThanOrEqual(shown - 80)
      expect(alerts(sim)).toEqual([])
    }),
    { numRuns: 120 }
  )
})
