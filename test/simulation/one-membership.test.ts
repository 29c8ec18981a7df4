/** One person, one plan, one live subscription: whoever comes twice, in whatever order. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  completeJoin,
  GRACE,
  giveCard,
  type JoinOrder,
  pressJoin,
  type SetUp,
} from './customers/membership.ts'
import { confirm } from './customers/pass.ts'
import { startPassClient } from './operations/many-customers.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const HOUR = 3600_000
const OTHER = { ...GRACE, attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b03' }

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const stripe = (sim: Sim) => sim.state().stripe
const statuses = (sim: Sim) => stripe(sim).subscriptions.map(({ status }) => status)
const paid = (sim: Sim) => stripe(sim).charges.filter(({ status }) => status === 'succeeded')
const messages = (sim: Sim) => sim.state().mailersend.messages
const subjects = (sim: Sim) => messages(sim).map(({ subject }) => subject ?? '')

async function join(sim: Sim, order: JoinOrder, method?: string) {
  const setUp = await pressJoin(sim, order)
  await giveCard(sim, setUp, method)
  return { setUp, answer: await completeJoin(sim, order, setUp) }
}

async function sweeps(sim: Sim, times = 4) {
  for (let nth = 0; nth < times; nth++) await sweepOnce(sim)
}

/** A card whose first invoice waits for the bank; set up, so that the subscription is incomplete. */
async function joinAsking(sim: Sim, order: JoinOrder): Promise<SetUp> {
  const setUp = await pressJoin(sim, order)
  await giveCard(sim, setUp, 'pm_card_authenticationRequired')
  await sim.control('/__act', { intent: setUp.setupIntentId, do: 'authenticate' })
  const answer = await completeJoin(sim, order, setUp)
  expect(answer).toMatchObject({ outcome: 'requires-action' })
  return setUp
}

const waiting = (sim: Sim) =>
  stripe(sim).payment_intents.find(({ status }) => status === 'requires_action')

async function authenticate(sim: Sim, intent = waiting(sim)) {
  await sim.control('/__act', { intent: intent?.id, do: 'authenticate' })
  await sim.drain()
}

test.each([
  ['Stripe answers at once', 0],
  ['Stripe does not answer the first tries', 6],
])('two attempts at the same moment, %s: one subscription, one charge', async (_, times) => {
  const sim = createSim({ turn: async () => {} })
  const match = { method: 'POST', path: '/v1/subscriptions' }
  if (times) await sim.control('/__faults', { vendor: 'stripe', match, kind: 'refused', times })
  const setUps = [await pressJoin(sim, GRACE), await pressJoin(sim, OTHER)]
  await sim.control('/__webhooks', { mode: 'hold' })
  for (const setUp of setUps) await giveCard(sim, setUp)
  await Promise.all(setUps.map((setUp) => completeJoin(sim, GRACE, setUp)))
  await sim.control('/__webhooks/deliver', {})
  await sim.drain()
  await sweeps(sim)
  const outcomes = stripe(sim).setup_intents.map(({ metadata }) => metadata?.outcome)
  expect(outcomes.sort()).toEqual(['active', 'already-member'])
  expect(statuses(sim)).toEqual(['active'])
  expect(paid(sim)).toHaveLength(1)
  expect(sim.state().officernd.memberships).toHaveLength(1)
  expect(subjects(sim).sort()).toEqual([
    'Joining Labour Temple: you already have this membership',
    'New member: Grace Hopper, Labour Temple All Access',
    'Welcome to Labour Temple: Labour Temple All Access',
  ])
})

test('a first try that died: the same person can join again after half an hour', async () => {
  const healthy = createSim()
  await healthy.control('/__webhooks', { mode: 'drop' })
  await join(healthy, GRACE)
  const nth = healthy.calls().indexOf('POST /stripe/v1/subscriptions') + 1
  const sim = createSim({ faults: [{ nth, kind: 'crash-before' }] })
  await sim.control('/__webhooks', { mode: 'drop' })
  await join(sim, GRACE)
  expect(statuses(sim)).toEqual([])
  expect((await join(sim, OTHER)).answer).toMatchObject({ outcome: 'already-member' })
  sim.advance(HOUR)
  const third = { ...GRACE, attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b05' }
  expect((await join(sim, third)).answer).toMatchObject({ outcome: 'active' })
  await sweeps(sim, 8)
  expect(statuses(sim)).toEqual(['active'])
  expect(paid(sim)).toHaveLength(1)
})

test('declined in one tab, paid in another: the first cannot be paid any more', async () => {
  const sim = createSim()
  const first = await join(sim, GRACE, 'pm_card_chargeCustomerFail')
  expect(first.answer).toMatchObject({ outcome: 'declined' })
  expect((await join(sim, OTHER)).answer).toMatchObject({ outcome: 'active' })
  await sweeps(sim)
  expect(statuses(sim).sort()).toEqual(['active', 'incomplete_expired'])
  expect(sim.state().officernd.memberships).toHaveLength(1)
  expect(subjects(sim)).toHaveLength(2)
})

test('a membership that has ended can be joined again', async () => {
  const sim = createSim()
  await join(sim, GRACE)
  await sim.checkout.stripe.cancelSubscription(String(stripe(sim).subscriptions[0]?.id))
  await sim.drain()
  expect((await join(sim, OTHER)).answer).toMatchObject({ outcome: 'active' })
  expect(statuses(sim).sort()).toEqual(['active', 'canceled'])
})

test('the bank asks in one tab, the other tab joins: the first is cancelled and charges nothing', async () => {
  const sim = createSim()
  await joinAsking(sim, GRACE)
  const asked = waiting(sim)
  expect((await join(sim, OTHER)).answer).toMatchObject({ outcome: 'active' })
  await expect(authenticate(sim, asked)).rejects.toThrow()
  await sweeps(sim)
  expect(statuses(sim).sort()).toEqual(['active', 'incomplete_expired'])
  expect(paid(sim)).toHaveLength(1)
  expect(subjects(sim)).toHaveLength(2)
})

test('an unfinished one comes alive beside one that staff made: its money goes back, both are told', async () => {
  const sim = createSim()
  await joinAsking(sim, GRACE)
  const staff = startPassClient(sim)
  const [open] = stripe(sim).subscriptions
  const customer = String(open?.customer)
  // A card that pays at once, kept by joining another plan with it.
  await join(sim, { ...OTHER, plan: 'startup' })
  const visa = stripe(sim).payment_methods.at(-1)?.id
  await staff.stripe('POST', '/subscriptions', {
    customer,
    'items[0][price]': sim.checkout.config.stripePrices['all-access'] ?? '',
    default_payment_method: String(visa),
  })
  await authenticate(sim)
  await sweeps(sim)
  const mine = stripe(sim).subscriptions.find(({ id }) => id === open?.id)
  expect(mine).toMatchObject({ status: 'canceled', metadata: { outcome: 'duplicate' } })
  const [refund] = stripe(sim).refunds
  const first = stripe(sim).invoices.find(({ id }) => id === mine?.latest_invoice)
  expect(refund?.amount).toBe(first?.amount_paid)
  expect(sim.state().officernd.memberships).toHaveLength(1)
  const about = messages(sim).filter(({ tags }) =>
    tags.some((tag) => tag.startsWith(`${open?.id}:`))
  )
  expect(about).toHaveLength(2)
  for (const { subject, text } of about) expect(`${subject}\n${text}`).toMatch(/all of the money/i)
})

test('the plan is on another customer with the same address: nothing is charged', async () => {
  const sim = createSim()
  const staff = startPassClient(sim)
  await join(sim, { ...OTHER, plan: 'startup' })
  sim.advance(HOUR)
  const second = (await staff.stripe('POST', '/customers', { email: GRACE.email })) as {
    id: string
  }
  const setUp = await pressJoin(sim, GRACE)
  // Staff enter it while the card is being typed.
  const made = await staff.stripe('POST', '/setup_intents', {
    ...{ customer: second.id, usage: 'off_session', 'allowed_payment_method_types[0]': 'card' },
  })
  const { id, client_secret: secret } = made as { id: string; client_secret: string }
  await confirm(sim, `setup_intents/${id}`, secret, 'pm_card_visa')
  await staff.stripe('POST', '/subscriptions', {
    customer: second.id,
    'items[0][price]': sim.checkout.config.stripePrices['all-access'] ?? '',
    default_payment_method: String(stripe(sim).payment_methods.at(-1)?.id),
  })
  await giveCard(sim, setUp)
  expect(await completeJoin(sim, GRACE, setUp)).toMatchObject({ outcome: 'already-member' })
  await sweeps(sim)
  expect(statuses(sim)).toHaveLength(2)
})

test('staff cancel and refund what OfficeRnD would not take: nothing is charged a second time', async () => {
  const sim = createSim()
  const staff = startPassClient(sim)
  const setUp = await pressJoin(sim, GRACE)
  await staff.fails('officernd', '500-before', { method: 'POST', path: '/memberships' })
  await giveCard(sim, setUp)
  await completeJoin(sim, GRACE, setUp)
  await sweeps(sim)
  const [subscription] = stripe(sim).subscriptions
  await staff.refund(stripe(sim).payment_intents[0]?.id ?? '')
  await staff.stripe('DELETE', `/subscriptions/${subscription?.id}`)
  await sim.drain()
  await sweeps(sim, 40)
  await staff.heal()
  await sweeps(sim, 40)
  expect(statuses(sim)).toEqual(['canceled'])
  expect(paid(sim)).toHaveLength(1)
  expect(sim.state().officernd.memberships).toHaveLength(0)
  expect(subjects(sim).filter((subject) => subject.startsWith('Welcome'))).toEqual([])
})

test('cancelled, and nobody heard of it for more than a day: nothing is charged a second time', async () => {
  const sim = createSim()
  const staff = startPassClient(sim)
  const setUp = await pressJoin(sim, GRACE)
  await staff.fails('officernd', '500-before', { method: 'POST', path: '/memberships' })
  await giveCard(sim, setUp)
  await completeJoin(sim, GRACE, setUp)
  // Stripe has forgotten the idempotency keys by the time of the next try.
  await sim.control('/__webhooks', { mode: 'drop' })
  await staff.stripe('DELETE', `/subscriptions/${stripe(sim).subscriptions[0]?.id}`)
  sim.advance(25 * HOUR)
  await staff.heal()
  await sweeps(sim, 12)
  expect(statuses(sim)).toEqual(['canceled'])
  expect(paid(sim)).toHaveLength(1)
  expect(sim.state().officernd.memberships).toHaveLength(0)
})

test('cancelled while OfficeRnD is down: no membership afterwards, no welcome, the team is told by name', async () => {
  const sim = createSim()
  const staff = startPassClient(sim)
  const setUp = await pressJoin(sim, GRACE)
  const drop = { method: 'POST', path: '/memberships' }
  await sim.control('/__faults', { vendor: 'officernd', match: drop, kind: 'refused', times: 14 })
  await giveCard(sim, setUp)
  await completeJoin(sim, GRACE, setUp)
  await staff.stripe('DELETE', `/subscriptions/${stripe(sim).subscriptions[0]?.id}`)
  await sweeps(sim, 30)
  expect(sim.state().officernd.memberships).toHaveLength(0)
  expect(subjects(sim).filter((subject) => subject.startsWith('Welcome'))).toEqual([])
  expect(subjects(sim).some((one) => /^ALERT: Grace Hopper paid \$[\d.]+ for/.test(one))).toBe(true)
})

test('cancelled while its workflow has not finished: what it gives all the same is ended', async () => {
  const sim = createSim()
  const staff = startPassClient(sim)
  const setUp = await pressJoin(sim, GRACE)
  // The membership is there, and nobody can write its outcome for a while.
  const match = { method: 'POST', path: '/v1/subscriptions/' }
  await sim.control('/__faults', { vendor: 'stripe', match, kind: 'refused', times: 30 })
  await giveCard(sim, setUp)
  await completeJoin(sim, GRACE, setUp)
  expect(sim.state().officernd.memberships).toHaveLength(1)
  await staff.stripe('DELETE', `/subscriptions/${stripe(sim).subscriptions[0]?.id}`)
  await staff.heal()
  await sweeps(sim, 20)
  expect(sim.state().officernd.memberships[0]?.endDate).not.toBeNull()
})

test('a membership that OfficeRnD will not end: the team is told by name, once a day', async () => {
  const sim = createSim()
  const staff = startPassClient(sim)
  await join(sim, GRACE)
  await staff.fails('officernd', '500-before', { method: 'PUT', path: '/memberships' })
  await staff.stripe('DELETE', `/subscriptions/${stripe(sim).subscriptions[0]?.id}`)
  await sim.drain()
  await sweeps(sim, 12)
  const alerts = messages(sim).filter(({ subject }) => subject?.startsWith('ALERT'))
  expect(alerts.map(({ subject }) => subject)).toEqual([
    'ALERT: the membership of Grace Hopper may still be open in OfficeRnD',
  ])
  for (const word of [GRACE.email, 'sub_', 'What to do by hand'])
    expect(alerts[0]?.text).toContain(word)
})
