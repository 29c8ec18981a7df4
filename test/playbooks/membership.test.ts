/** One test for each incident of the membership's operations document, under its heading. */
import { describe, expect, test } from 'vitest'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'
import { newJoin, ONE_OF_EACH, openClub, seattleDay } from '../support/membership-client.ts'
import { pause, until } from '../support/pass-client.ts'

const VARS = { ALERT_SECONDS: '1', STALE_SECONDS: '2' }
const club = openClub({ vars: VARS })

const named = ({ subject }: { subject: string | null }) => subject

/** What staff do by hand in OfficeRnD's own screens. */
async function assignPlan(
  member: string,
  plan: keyof typeof SANDBOX_MEMBERSHIP_PLANS,
  day: string
) {
  const city = club.town().city.url
  const signedIn = await fetch(`${city}/officernd/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sandbox-client-id',
      client_secret: 'sandbox-client-secret',
      scope: 'flex.community.memberships.create',
    }),
  })
  const { access_token: token } = (await signedIn.json()) as { access_token: string }
  const made = await fetch(`${city}/officernd/api/v1/organizations/labour-temple/memberships`, {
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
  const { subscriptions } = await club.club(email)
  const id = subscriptions.find(({ status }) => status === 'active')?.id
  const answer = await fetch(`${club.town().city.url}/stripe/v1/subscriptions/${id}`, {
    method: 'DELETE',
    headers: { authorization: 'Bearer sk_test_sandbox' },
  })
  expect(answer.status).toBe(200)
  return until(async () => (await club.club(email)).memberships.find(({ endDate }) => endDate))
}

describe('1. Signed up but cannot log in / use amenities', () => {
  test('a member without a membership: the plan assigned by hand is adopted, not doubled', async () => {
    const order = newJoin()
    const setUp = await club.begin(order)
    // OfficeRnD fails once, and then cannot even be asked what it has.
    const once = { method: 'POST', path: '/memberships' }
    await club.town().fault({ vendor: 'officernd', match: once, kind: '500-before' })
    const blind = { method: 'GET', path: '/members' }
    await club.town().fault({ vendor: 'officernd', match: blind, kind: 'refused', times: -1 })
    await club.giveCard(setUp)
    const [subscription] = await until(async () => {
      const { subscriptions } = await club.club(order.email)
      return subscriptions.length > 0 && subscriptions
    })
    await club.logged('membership creation failed', String(subscription?.id))
    const start = seattleDay(Number(subscription?.start_date) * 1000)
    const byHand = await assignPlan(setUp.memberId, 'all-access', start)
    await club.town().clearFaults()
    const metadata = await until(async () => {
      await club.town().cron()
      const { subscriptions } = await club.club(order.email)
      return subscriptions[0]?.metadata?.outcome ? subscriptions[0].metadata : null
    }, 40_000)
    expect(metadata).toMatchObject({ outcome: 'active', membership_id: byHand })
    await club.quiet()
    const { memberships, letters } = await club.club(order.email)
    expect(memberships.map(({ _id }) => _id)).toEqual([byHand])
    expect(letters).toHaveLength(1)
  }, 90_000)

  test('nothing anywhere: an abandoned checkout, of which nobody is alarmed', async () => {
    const order = newJoin()
    await club.begin(order)
    await pause(1_500)
    await club.town().cron()
    await club.quiet()
    const none = { subscriptions: 0, paid: 0, memberships: 0, letters: 0, toTeam: 0 }
    expect(await club.counts(order.email)).toEqual({ ...none, members: 1 })
    const again = await club.begin(order)
    await club.giveCard(again)
    await club.decided(again.setupIntentId)
    expect(await club.counts(order.email)).toEqual(ONE_OF_EACH)
  })
})

test('2. Card declined', async () => {
  const order = newJoin()
  const setUp = await club.begin(order)
  expect(await club.giveCard(setUp, 'pm_card_chargeDeclined')).toBe('card_declined')
  const { subscriptions, payments } = await club.club(order.email)
  expect([subscriptions, payments]).toEqual([[], []])
  expect(await club.giveCard(setUp, 'pm_usBankAccount_success')).toBe('succeeded')
  expect((await club.finish(setUp, order)).said.outcome).toBe('active')
  await club.decided(setUp.setupIntentId)
  expect(await club.counts(order.email)).toEqual({ ...ONE_OF_EACH, paid: 0 })
})

test('3. Charged, no branded welcome mail', async () => {
  await club.town().fault({ vendor: 'mailersend', kind: '500-before', times: 2 })
  const { order, setUp } = await club.giveAndLeave()
  await club.decided(setUp.setupIntentId, 30_000)
  const { letters, subscriptions } = await club.club(order.email)
  expect(letters).toMatchObject([{ to: [order.email], template_id: 'z3m5jgr0y5xgdpyo' }])
  expect(subscriptions[0]?.metadata).not.toHaveProperty('letter')
})

test('5. Existing OfficeRnD member takes a new plan', async () => {
  const { order } = await club.join({ plan: 'passport' })
  const again = await club.join({ plan: 'startup', email: order.email.toUpperCase() })
  expect(again.setUp.memberId).toBe((await club.club(order.email)).members[0]?._id)
  const { members, memberships, customers } = await club.club(order.email)
  expect([members.length, customers.length]).toEqual([1, 1])
  expect(memberships.map(({ plan }) => plan)).toEqual([
    SANDBOX_MEMBERSHIP_PLANS.passport,
    SANDBOX_MEMBERSHIP_PLANS.startup,
  ])
})

test('7. Customer wants to cancel', async () => {
  const { order } = await club.join()
  for (const path of ['/cancel', '/cancel-membership', '/memberships']) {
    const answer = await club.post(path, { email: order.email })
    expect(answer.status, 'no self-service').toBe(404)
  }
  const ended = await endAtStripe(order.email)
  expect(ended.endDate).toBe(`${seattleDay(Date.now())}T00:00:00.000Z`)
  await club.quiet()
  const { letters, toTeam } = await club.club(order.email)
  expect(letters.map(named)).toContain('Your Labour Temple All Access membership has ended')
  expect(toTeam.map(named)).toContain('Membership ended: Grace Hopper, Labour Temple All Access')
})

test('8. Plan change', async () => {
  const { order } = await club.join({ plan: 'startup' })
  await endAtStripe(order.email)
  const { setUp } = await club.join({ plan: 'all-access', email: order.email })
  expect(setUp.quote.lines.at(-1)).toEqual({ label: 'Half-price initiation', cents: -10_000 })
  const { members, memberships } = await club.club(order.email)
  expect(members).toHaveLength(1)
  expect(memberships.map(({ plan, endDate }) => [plan, endDate !== null])).toEqual([
    [SANDBOX_MEMBERSHIP_PLANS.startup, true],
    [SANDBOX_MEMBERSHIP_PLANS['all-access'], false],
  ])
  await club.quiet()
  const back = await club.join({ plan: 'startup', email: order.email })
  expect(back.answer.said.outcome, 'and back again').toBe('active')
  expect((await club.club(order.email)).memberships).toHaveLength(3)
})
