/** Two live subscriptions to one plan, and a membership that goes on after its subscription: whoever made them. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { mismatchesOf } from '../../src/operations/reconciliation-report.ts'
import { reconcileCheckout } from '../../src/workers/checkout/operations.ts'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'
import { confirm } from './customers/pass.ts'
import { type PassClient, startPassClient } from './operations/many-customers.ts'
import { sweepOnce } from './settle.ts'
import { createSim, type Sim } from './simulation.ts'

const HOUR_MS = 3600_000

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const alerts = (sim: Sim) =>
  sim
    .state()
    .mailersend.messages.filter(({ subject }) => /^ALERT.*( live | goes on)/.test(subject ?? ''))

async function sweeps(sim: Sim, hours = 0.5) {
  for (let nth = 0; nth < hours * 12; nth++) await sweepOnce(sim)
}

const found = async (sim: Sim, month = '2026-05') =>
  mismatchesOf(await reconcileCheckout(sim.checkout, month)).map(({ kind, id }) => `${kind}: ${id}`)

const priceOf = (sim: Sim, plan: string) => sim.checkout.config.stripePrices[plan] ?? ''

interface Made {
  id: string
  customer: string
}

/** What staff make in Stripe's dashboard: a customer with a card, and a subscription without a sign-up. */
async function madeByStaff(
  staff: PassClient,
  email: string,
  plan = 'all-access',
  customer?: string
): Promise<Made> {
  const owner =
    customer ?? ((await staff.stripe('POST', '/customers', { email })) as { id: string }).id
  const setUp = (await staff.stripe('POST', '/setup_intents', {
    ...{ customer: owner, usage: 'off_session' },
    'allowed_payment_method_types[0]': 'card',
  })) as { id: string; client_secret: string }
  await confirm(staff.sim, `setup_intents/${setUp.id}`, setUp.client_secret, 'pm_card_visa')
  const card = staff.sim.state().stripe.payment_methods.at(-1)
  const made = await staff.stripe('POST', '/subscriptions', {
    customer: owner,
    'items[0][price]': priceOf(staff.sim, plan),
    default_payment_method: card?.id ?? '',
  })
  return { id: (made as { id: string }).id, customer: owner }
}

const memberOf = async ({ sim }: PassClient, email: string) =>
  (await sim.checkout.memberWriter(email)).findOrCreate({ name: 'Grace Hopper', email, phone: '' })

const membershipOf = async (staff: PassClient, member: string, startDate = '2026-05-04') => {
  const [made] = (await staff.officernd('POST', '/memberships', {
    ...{ member, office: SANDBOX_OFFICE, name: 'Labour Temple All Access', startDate },
    ...{ plan: SANDBOX_MEMBERSHIP_PLANS['all-access'], isPersonal: true, price: 0 },
  })) as { _id: string }[]
  return made?._id ?? ''
}

const PAIRS: [string, (staff: PassClient) => Promise<string>][] = [
  [
    'both made by staff, of one customer',
    async (staff) => {
      const { customer } = await madeByStaff(staff, 'grace@example.com')
      return (await madeByStaff(staff, '', 'all-access', customer)).id
    },
  ],
  [
    'both made by staff, of two customers with one address, once in capitals',
    async (staff) => {
      await madeByStaff(staff, 'grace@example.com')
      return (await madeByStaff(staff, 'Grace@Example.com')).id
    },
  ],
  [
    'one joined on the page, the other made by staff',
    async (staff) => {
      const { customer } = await staff.member('all-access')
      return (await madeByStaff(staff, '', 'all-access', customer)).id
    },
  ],
  [
    'one joined on the page, its address changed at Stripe since, the other made by staff',
    async (staff) => {
      const { customer, order } = await staff.member('all-access')
      await staff.stripe('POST', `/customers/${customer}`, { email: 'new@example.com' })
      return (await madeByStaff(staff, order.email.toUpperCase())).id
    },
  ],
]

test.each(PAIRS)(
  'two live ones of one plan, %s: told by name, and in the sheet',
  async (_, make) => {
    const sim = createSim()
    const staff = startPassClient(sim)
    const newer = await make(staff)
    const isOwn = sim.state().stripe.subscriptions.some(({ metadata }) => metadata?.attempt_id)
    await sweeps(sim)
    const [alert, ...more] = alerts(sim)
    expect(more).toEqual([])
    expect(alert?.subject).toMatch(
      /^ALERT: .+ has 2 live subscriptions to Labour Temple All Access$/
    )
    for (const { id } of sim.state().stripe.subscriptions) expect(alert?.text).toContain(id)
    expect(alert?.text).toContain('What to do by hand')
    if (isOwn) expect(alert?.subject).toContain('Grace Hopper')
    expect(await found(sim)).toContain(`two live subscriptions: ${newer}`)
    sim.advance(24 * HOUR_MS)
    await sweeps(sim, 1)
    expect(alerts(sim)).toHaveLength(2)
  }
)

test('two live ones: the older one began in an earlier month, and both are still found', async () => {
  const sim = createSim({ startMs: Date.parse('2026-03-02T18:00:00Z') })
  const staff = startPassClient(sim)
  const { customer } = await madeByStaff(staff, 'grace@example.com')
  sim.advance(70 * 24 * HOUR_MS)
  const { id } = await madeByStaff(staff, '', 'all-access', customer)
  await sweeps(sim, 1)
  expect(alerts(sim)).toHaveLength(1)
  expect(await found(sim)).toContain(`two live subscriptions: ${id}`)
})

test.each<[string, (staff: PassClient) => Promise<unknown>]>([
  [
    'two plans of one person',
    async (staff) => {
      const { customer } = await madeByStaff(staff, 'grace@example.com')
      await madeByStaff(staff, '', 'startup', customer)
    },
  ],
  [
    'one plan of two persons',
    async (staff) => {
      await madeByStaff(staff, 'grace@example.com')
      await madeByStaff(staff, 'ada@example.com')
    },
  ],
  [
    'a new one made while the old one is being cancelled',
    async (staff) => {
      const { customer, id } = await madeByStaff(staff, 'grace@example.com')
      await madeByStaff(staff, '', 'all-access', customer)
      await staff.stripe('DELETE', `/subscriptions/${id}`)
    },
  ],
])('%s: nobody is told', async (_, make) => {
  const sim = createSim()
  await make(startPassClient(sim))
  await sweeps(sim)
  expect(alerts(sim)).toEqual([])
  expect(await found(sim)).toEqual([])
})

const ENDED: [string, (staff: PassClient) => Promise<string>][] = [
  [
    'made by staff',
    async (staff) => {
      await membershipOf(staff, await memberOf(staff, 'grace@example.com'))
      const { id } = await madeByStaff(staff, 'Grace@example.com')
      await staff.stripe('DELETE', `/subscriptions/${id}`)
      return id
    },
  ],
  [
    'joined on the page, opened again by staff in OfficeRnD',
    async (staff) => {
      const { id, metadata } = await staff.member('all-access')
      await staff.stripe('DELETE', `/subscriptions/${id}`)
      await staff.sim.drain()
      await staff.officernd('PUT', `/memberships/${metadata.membership_id}`, { endDate: null })
      return id
    },
  ],
]

test.each(ENDED)(
  'ended, and its membership goes on, %s: told by name, and in the sheet',
  async (_, make) => {
    const sim = createSim()
    const id = await make(startPassClient(sim))
    await sweeps(sim, 1.5)
    const [alert, ...more] = alerts(sim)
    expect(more).toEqual([])
    expect(alert?.subject).toMatch(
      /^ALERT: the membership of .+ goes on, and the subscription has ended$/
    )
    for (const one of [id, sim.state().officernd.memberships[0]?._id, 'What to do by hand'])
      expect(alert?.text).toContain(one)
    expect(await found(sim)).toContain(`ended, membership goes on: ${id}`)
  }
)

test.each<[string, (staff: PassClient) => Promise<unknown>]>([
  [
    'ended, and joined again',
    async (staff) => {
      const { customer, id } = await madeByStaff(staff, 'grace@example.com')
      await staff.stripe('DELETE', `/subscriptions/${id}`)
      await madeByStaff(staff, '', 'all-access', customer)
      await membershipOf(staff, await memberOf(staff, 'grace@example.com'))
    },
  ],
  [
    'ended, and given a membership later',
    async (staff) => {
      const { id } = await madeByStaff(staff, 'grace@example.com')
      await staff.stripe('DELETE', `/subscriptions/${id}`)
      const day = new Date(staff.sim.now() + 48 * HOUR_MS).toISOString().slice(0, 10)
      await membershipOf(staff, await memberOf(staff, 'grace@example.com'), day)
    },
  ],
  [
    'ended, and OfficeRnD bills from then on',
    async (staff) => {
      const { id, metadata } = await staff.member('all-access')
      await staff.stripe('DELETE', `/subscriptions/${id}`)
      await staff.sim.drain()
      const change = { endDate: null, price: 300 }
      await staff.officernd('PUT', `/memberships/${metadata.membership_id}`, change)
    },
  ],
])('%s: nobody is told that it goes on', async (_, make) => {
  const sim = createSim()
  await make(startPassClient(sim))
  await sweeps(sim, 1.5)
  expect(alerts(sim)).toEqual([])
  expect((await found(sim)).filter((one) => one.startsWith('ended'))).toEqual([])
})
