/** One test for each incident of the membership's operations document, under its heading. */
import { describe, expect, test } from 'vitest'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'
import {
  newJoin,
  ONE_OF_EACH,
  seattleDay,
  startMembershipClient,
} from '../support/membership-client.ts'
import { pause, until } from '../support/pass-client.ts'

const VARS = { ALERT_SECONDS: '1', STALE_SECONDS: '2' }
const membershipClient = startMembershipClient({ vars: VARS })

const named = ({ subject }: { subject: string | null }) => subject

/** What staff do by hand in OfficeRnD's own screens. */
async function assignPlan(
  member: string,
  plan: keyof typeof SANDBOX_MEMBERSHIP_PLANS,
  day: string
) {
  const sandbox = membershipClient.stack().sandbox.url
  const signedIn = await fetch(`${sandbox}/officernd/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sandbox-client-id',
      client_secret: 'sandbox-client-secret',
      scope: 'flex.community.memberships.create',
    }),
  })
  const { access_token: token } = (await signedIn.json()) as { access_token: string }
  const made = await fetch(`${sandbox}/officernd/api/v1/organizations/labour-temple/memberships`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ member, plan: SANDBOX_MEMBERSHIP_PLANS[plan], office: SANDBOX_OFFICE, name: plan },
      ...{ startDate: `${day}T00:00:00.000Z`, isPersonal: true, price: 0 },
    }),
  })
  expect(made.status).toBe(201)
  return ((await made.json()) as [{ _id: string }])[0]._id
}

/** What staff do by hand in Stripe's dashboard. */
async function endAtStripe(email: string) {
  const { subscriptions } = await membershipClient.membershipClient(email)
  const id = subscriptions.find(({ status }) => status === 'active')?.id
  const answer = await fetch(
    `${membershipClient.stack().sandbox.url}/stripe/v1/subscriptions/${id}`,
    {
      method: 'DELETE',
      headers: { authorization: 'Bearer sk_test_sandbox' },
    }
  )
  expect(answer.status).toBe(200)
  return until(async () =>
    (await membershipClient.membershipClient(email)).memberships.find(({ endDate }) => endDate)
  )
}

describe('1. Signed up but cannot log in / use amenities', () => {
  test('a member without a membership: the plan assigned by hand is adopted, not doubled', async () => {
    const order = newJoin()
    const setUp = await membershipClient.begin(order)
    // OfficeRnD fails once, and then cannot even be asked what it has.
    const once = { method: 'POST', path: '/memberships' }
    await membershipClient.stack().fault({ vendor: 'officernd', match: once, kind: '500-before' })
    const blind = { method: 'GET', path: '/members' }
    await membershipClient
      .stack()
      .fault({ vendor: 'officernd', match: blind, kind: 'refused', times: -1 })
    await membershipClient.giveCard(setUp)
    const [subscription] = await until(async () => {
      const { subscriptions } = await membershipClient.membershipClient(order.email)
      return subscriptions.length > 0 && subscriptions
    })
    await membershipClient.logged('membership creation failed', String(subscription?.id))
    const start = seattleDay(Number(subscription?.start_date) * 1000)
    const byHand = await assignPlan(await membershipClient.officerndId(setUp), 'all-access', start)
    await membershipClient.stack().clearFaults()
    const metadata = await until(async () => {
      await membershipClient.stack().cron()
      const { subscriptions } = await membershipClient.membershipClient(order.email)
      return subscriptions[0]?.metadata?.outcome ? subscriptions[0].metadata : null
    }, 40_000)
    expect(metadata).toMatchObject({ outcome: 'active', membership_id: byHand })
    await membershipClient.quiet()
    const { memberships, emails } = await membershipClient.membershipClient(order.email)
    expect(memberships.map(({ _id }) => _id)).toEqual([byHand])
    expect(emails).toHaveLength(1)
  }, 90_000)

  test('nothing anywhere: an abandoned checkout, of which nobody is alarmed', async () => {
    const order = newJoin()
    await membershipClient.begin(order)
    await pause(1_500)
    await membershipClient.stack().cron()
    await membershipClient.quiet()
    const none = { subscriptions: 0, paid: 0, memberships: 0, emails: 0, toTeam: 0 }
    expect(await membershipClient.counts(order.email)).toEqual({ ...none, members: 1 })
    const again = await membershipClient.begin(order)
    await membershipClient.giveCard(again)
    await membershipClient.decided(again.setupIntentId)
    expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
  })
})

test('2. Card declined', async () => {
  const order = newJoin()
  const setUp = await membershipClient.begin(order)
  expect(await membershipClient.giveCard(setUp, 'pm_card_chargeDeclined')).toBe('card_declined')
  const { subscriptions, payments } = await membershipClient.membershipClient(order.email)
  expect([subscriptions, payments]).toEqual([[], []])
  expect(await membershipClient.giveCard(setUp, 'pm_usBankAccount_success')).toBe('succeeded')
  expect((await membershipClient.finish(setUp, order)).said.outcome).toBe('active')
  await membershipClient.decided(setUp.setupIntentId)
  // The welcome, and what is under way: the first payment.
  expect(await membershipClient.counts(order.email)).toEqual({ ...ONE_OF_EACH, paid: 0, emails: 2 })
})

test('3. Charged, no branded welcome mail', async () => {
  await membershipClient.stack().fault({ vendor: 'mailersend', kind: '500-before', times: 2 })
  const { order, setUp } = await membershipClient.giveAndLeave()
  await membershipClient.decided(setUp.setupIntentId, 30_000)
  const { emails, subscriptions } = await membershipClient.membershipClient(order.email)
  expect(emails).toMatchObject([{ to: [order.email], template_id: 'z3m5jgr0y5xgdpyo' }])
  expect(subscriptions[0]?.metadata).not.toHaveProperty('emails')
})

test('5. Existing OfficeRnD member takes a new plan', async () => {
  const { order } = await membershipClient.join({ plan: 'passport' })
  const again = await membershipClient.join({ plan: 'startup', email: order.email.toUpperCase() })
  expect(await membershipClient.officerndId(again.setUp)).toBe(
    (await membershipClient.membershipClient(order.email)).members[0]?._id
  )
  const { members, memberships, customers } = await membershipClient.membershipClient(order.email)
  expect([members.length, customers.length]).toEqual([1, 1])
  expect(memberships.map(({ plan }) => plan)).toEqual([
    SANDBOX_MEMBERSHIP_PLANS.passport,
    SANDBOX_MEMBERSHIP_PLANS.startup,
  ])
})

test('7. Customer wants to cancel', async () => {
  const { order } = await membershipClient.join()
  for (const path of ['/cancel', '/cancel-membership', '/memberships']) {
    const answer = await membershipClient.post(path, { email: order.email })
    expect(answer.status, 'no self-service').toBe(404)
  }
  const ended = await endAtStripe(order.email)
  expect(ended.endDate).toBe(`${seattleDay(Date.now())}T00:00:00.000Z`)
  await membershipClient.quiet()
  const { emails, toTeam } = await membershipClient.membershipClient(order.email)
  expect(emails.map(named)).toContain('Your Labour Temple All Access membership has ended')
  expect(toTeam.map(named)).toContain('Membership ended: Grace Hopper, Labour Temple All Access')
})

test('8. Plan change', async () => {
  const { order } = await membershipClient.join({ plan: 'startup' })
  await endAtStripe(order.email)
  const { setUp } = await membershipClient.join({ plan: 'all-access', email: order.email })
  expect(setUp.quote.lines.at(-1)).toEqual({ label: 'Half-price initiation', cents: -10_000 })
  const { members, memberships } = await membershipClient.membershipClient(order.email)
  expect(members).toHaveLength(1)
  expect(memberships.map(({ plan, endDate }) => [plan, endDate !== null])).toEqual([
    [SANDBOX_MEMBERSHIP_PLANS.startup, true],
    [SANDBOX_MEMBERSHIP_PLANS['all-access'], false],
  ])
  await membershipClient.quiet()
  const back = await membershipClient.join({ plan: 'startup', email: order.email })
  expect(back.answer.said.outcome, 'and back again').toBe('active')
  expect((await membershipClient.membershipClient(order.email)).memberships).toHaveLength(3)
})
