/** What OfficeRnD answers about members and memberships is not what the documents say: nothing is made twice. */
import { expect, test } from 'vitest'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'
import { completeJoin, GRACE, giveCard, pressJoin } from '../simulation/customers/membership.ts'
import { ADA, press } from '../simulation/customers/pass.ts'
import { createSim, type Sim } from '../simulation/simulation.ts'
import {
  answering,
  both,
  changingJson,
  changingRecords,
  firstTimes,
  ignoringParameter,
  renaming,
  without,
} from './proxies.ts'
import { alerts, buyPass, buyPassIn, calls, captureLog, staffOf, sweepFor } from './purchases.ts'

captureLog()

const MEMBERS = { path: /\/members(\/\w+)?$/ }
const POST_MEMBER = { method: 'POST', path: /\/members$/ }
const MEMBERSHIPS = { path: /\/memberships(\/\w+)?$/ }
const POST_MEMBERSHIP = { method: 'POST', path: /\/memberships$/ }
const LIST_MEMBERSHIPS = { method: 'GET', path: /\/memberships$/ }

const loseAnswer = (match: typeof POST_MEMBERSHIP) =>
  firstTimes(1, match, async (request, send) => {
    await send(request)
    throw new TypeError('fetch failed')
  })

async function join(sim: Sim) {
  const setUp = await pressJoin(sim, GRACE)
  await giveCard(sim, setUp)
  await completeJoin(sim, GRACE, setUp)
  await sim.drain()
  await sweepFor(sim, 5)
  return sim.state().stripe.subscriptions[0]
}

test.each([
  ['nothing', () => new Response(null, { status: 201 })],
  ['an object without an id', () => Response.json({ ok: true })],
])(
  'a member whose creation is answered with %s is looked for, not made again',
  async (_, answer) => {
    const { sim } = await buyPass({ proxy: answering(POST_MEMBER, answer) })
    expect(calls(sim, 'POST', /\/members$/)).toBe(1)
    expect(sim.state().stripe.payment_intents[0]?.metadata?.outcome).toBe('granted')
  }
)

test('a member that is made and cannot be found: nothing can be bought, and no second member is made', async () => {
  const proxy = both(
    answering(POST_MEMBER, () => Response.json({ ok: true })),
    changingJson({ method: 'GET', path: /\/members$/ }, () => [])
  )
  const sim = createSim({ proxy })
  await expect(press(sim, ADA)).rejects.toThrow()
  expect(calls(sim, 'POST', /\/members$/)).toBe(1)
  expect(sim.state().stripe.payment_intents).toEqual([])
})

test('?email= finds nobody: the member that was made is used again by the next purchase', async () => {
  const sim = createSim({
    proxy: changingJson({ method: 'GET', path: /\/members$/ }, () => []),
  })
  await buyPassIn(sim)
  sim.advance(60_000)
  await buyPassIn(sim, { ...ADA, attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a02' })
  expect(calls(sim, 'POST', /\/members$/)).toBe(1)
  expect(sim.state().officernd.passes).toHaveLength(2)
})

test.each<[string, Parameters<typeof createSim>[0]]>([
  ['ignores ?email=', { proxy: ignoringParameter(MEMBERS, 'email') }],
  ['lists no addresses', { proxy: without({ method: 'GET', path: /\/members$/ }, 'email') }],
])('a vendor that %s: a known member is found, a new one is made', async (_, options) => {
  const sim = createSim(options)
  const staff = await staffOf(sim)
  await staff.member('Sam Stranger', 'sam@example.com', SANDBOX_OFFICE)
  const known = await staff.member('Ada Lovelace', ADA.email, SANDBOX_OFFICE)
  const memberOf = ({ paymentIntentId }: { paymentIntentId: string }) =>
    sim.state().stripe.payment_intents.find(({ id }) => id === paymentIntentId)?.metadata?.member_id
  expect(memberOf(await press(sim, ADA))).toBe(known)
  const other = {
    ...ADA,
    email: 'eve@example.com',
    attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a02',
  }
  const made = await press(sim, other)
  expect(sim.state().officernd.members.find(({ _id }) => _id === memberOf(made))?.email).toBe(
    other.email
  )
})

test('a member list without readable addresses, by id neither: nothing is made, nothing is charged', async () => {
  const sim = createSim({ proxy: renaming(MEMBERS, { email: 'mail' }) })
  const staff = await staffOf(sim)
  await staff.member('Ada Lovelace', ADA.email, SANDBOX_OFFICE)
  await expect(press(sim, ADA)).rejects.toThrow()
  expect(sim.state().officernd.members).toHaveLength(1)
  expect(sim.state().stripe.payment_intents).toEqual([])
})

test.each([
  ['nothing', () => new Response(null, { status: 201 })],
  ['a page of HTML', () => new Response('<html></html>', { status: 200 })],
  ['an object without an id', () => Response.json({ ok: true })],
])(
  'a membership whose creation is answered with %s is found, not made again',
  async (_, answer) => {
    const sim = createSim({ proxy: answering(POST_MEMBERSHIP, answer) })
    const subscription = await join(sim)
    expect(calls(sim, 'POST', /\/memberships$/)).toBe(1)
    expect(subscription?.metadata).toMatchObject({
      outcome: 'active',
      membership_id: sim.state().officernd.memberships[0]?._id,
    })
    expect(alerts(sim)).toEqual([])
  }
)

test.each<[string, Parameters<typeof createSim>[0]]>([
  ['plan and startDate', { proxy: without(MEMBERSHIPS, 'plan', 'startDate') }],
  ['price', { proxy: without(MEMBERSHIPS, 'price') }],
  [
    'every name',
    {
      proxy: renaming(MEMBERSHIPS, { plan: 'planId', startDate: 'start', price: 'amount' }),
    },
  ],
  [
    'a list',
    {
      proxy: both(
        answering(POST_MEMBERSHIP, () => Response.json({ ok: true })),
        changingJson(LIST_MEMBERSHIPS, (rows) => ({ results: rows }))
      ),
    },
  ],
  [
    'any sign of it',
    {
      proxy: both(
        answering(POST_MEMBERSHIP, () => Response.json({ ok: true })),
        changingJson(LIST_MEMBERSHIPS, () => [])
      ),
    },
  ],
])('a membership without %s is made once, and one alert says so', async (_, options) => {
  const sim = createSim(options)
  const subscription = await join(sim)
  expect(calls(sim, 'POST', /\/memberships$/)).toBe(1)
  expect(sim.state().officernd.memberships).toHaveLength(1)
  expect(subscription?.metadata?.outcome).toBe('active')
  const [alert, ...more] = alerts(sim)
  expect(more).toEqual([])
  for (const words of ['Grace Hopper', GRACE.email, subscription?.id ?? '', 'PRICE 0'])
    expect(`${alert?.subject}\n${alert?.text}`).toContain(words)
})

test('?member= ignored: a stranger’s membership of the same plan is not taken for the customer’s', async () => {
  const sim = createSim({
    proxy: both(loseAnswer(POST_MEMBERSHIP), ignoringParameter(MEMBERSHIPS, 'member')),
  })
  const staff = await staffOf(sim)
  const stranger = await staff.member('Sam Stranger', 'sam@example.com', SANDBOX_OFFICE)
  const plan = SANDBOX_MEMBERSHIP_PLANS['all-access'] ?? ''
  const theirs = await staff.membership(stranger, SANDBOX_OFFICE, plan, '2026-05-04')
  const subscription = await join(sim)
  const [own, ...more] = sim.state().officernd.memberships.filter(({ _id }) => _id !== theirs)
  expect(more).toEqual([])
  expect(subscription?.metadata?.membership_id).toBe(own?._id)
})

test('lost answer, then memberships that do not say whose they are: none is made twice', async () => {
  const sim = createSim({
    proxy: both(loseAnswer(POST_MEMBERSHIP), without(MEMBERSHIPS, 'member')),
  })
  await join(sim)
  expect(calls(sim, 'POST', /\/memberships$/)).toBe(1)
  expect(alerts(sim)).toHaveLength(1)
})

test('a membership at another price than 0 alerts that OfficeRnD would bill', async () => {
  const sim = createSim({ proxy: changingRecords(MEMBERSHIPS, (one) => ({ ...one, price: 300 })) })
  await join(sim)
  expect(alerts(sim).map(({ subject }) => subject)).toEqual([
    'ALERT: OfficeRnD would bill Grace Hopper a second time',
  ])
})
