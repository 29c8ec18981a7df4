/** Memberships of the OfficeRnD stand-in: priced like the plan, never unique, ended by their last day. */
import { beforeEach, describe, expect, test } from 'vitest'
import { createClock } from '../sandbox/clock.ts'
import { createOfficernd } from '../sandbox/officernd/index.ts'
import type { Membership } from '../sandbox/officernd/records.ts'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'

/** 18:00 on 2 April in Seattle, when it is already the 3rd in UTC. */
const clock = createClock(() => Date.parse('2026-04-03T01:00:00Z'))
const vendor = createOfficernd({ clock, tokenLimit: false })
const V1 = '/api/v1/organizations/labour-temple'
const MEMBERS = 'flex.community.members.read flex.community.members.create'
const READ = 'flex.community.memberships.read'
const ALL = `${MEMBERS} ${READ} flex.community.memberships.create flex.community.memberships.update flex.billing.plans.read`

async function tokenFor(scope: string): Promise<string> {
  const answer = await vendor.app.request('/oauth/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sandbox-client-id',
      client_secret: 'sandbox-client-secret',
      scope,
    }),
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

let token = ''
const ask = async <T = Membership[]>(method: string, path: string, body?: unknown) => {
  const answer = await vendor.app.request(V1 + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as T }
}

let member = ''
const membership = (change: object = {}) => ({
  name: 'Labour Temple All Access',
  office: SANDBOX_OFFICE,
  plan: SANDBOX_MEMBERSHIP_PLANS['all-access'],
  member,
  isPersonal: true,
  price: 0,
  startDate: '2026-04-02T00:00:00.000Z',
  ...change,
})
const make = async (change?: object) =>
  (await ask('POST', '/memberships', membership(change))).body[0] as Membership

beforeEach(async () => {
  clock.reset()
  vendor.reset()
  token = await tokenFor(ALL)
  const made = await ask('POST', '/members', {
    name: 'Ada Byron',
    email: 'ada@example.com',
    office: SANDBOX_OFFICE,
    startDate: '2026-04-02T00:00:00.000Z',
  })
  member = made.body[0]?._id ?? ''
})

describe('a membership', () => {
  test('is answered in an array, approved and active', async () => {
    const { status, body } = await ask('POST', '/memberships', membership())
    expect(status).toBe(201)
    expect(body).toEqual([
      expect.objectContaining({
        ...membership(),
        endDate: null,
        type: 'month_to_month',
        intervalLength: 'month',
        intervalCount: 1,
        status: 'approved',
        calculatedStatus: 'active',
      }),
    ])
    expect((await ask('GET', `/memberships/${body[0]?._id}`)).body).toEqual(body[0])
    expect(
      (await ask<{ calculatedStatus: string }>('GET', `/members/${member}`)).body
    ).toMatchObject({ calculatedStatus: 'active' })
    expect(vendor.state().memberships).toHaveLength(1)
  })

  test.each(Object.entries({ passport: 100, startup: 30, 'all-access': 300, founder: 500 }))(
    'costs what the plan %s costs unless another price is said',
    async (slug, price) => {
      const plan = SANDBOX_MEMBERSHIP_PLANS[slug as keyof typeof SANDBOX_MEMBERSHIP_PLANS]
      expect((await make({ plan, price: undefined })).price).toBe(price)
      expect((await make({ plan })).price).toBe(0)
    }
  )

  test('is made as often as it is asked for, and found by member and plan', async () => {
    await make()
    await make()
    await make({ plan: SANDBOX_MEMBERSHIP_PLANS.passport })
    const found = async (query: string) => (await ask('GET', `/memberships?${query}`)).body.length
    expect(await found(`member=${member}`)).toBe(3)
    expect(await found(`member=${member}&plan=${SANDBOX_MEMBERSHIP_PLANS['all-access']}`)).toBe(2)
    expect(await found(`member=${'f'.repeat(24)}`)).toBe(0)
    expect(await found('calculatedStatus=active')).toBe(3)
  })

  test('has a status by the house’s day, its last day included', async () => {
    const statuses = [
      [{ startDate: '2026-04-03' }, 'not_started'],
      [{ endDate: '2026-04-02' }, 'active'],
      [{ startDate: '2026-03-01', endDate: '2026-04-01' }, 'expired'],
    ] as const
    for (const [change, status] of statuses) {
      expect((await make(change)).calculatedStatus).toBe(status)
    }
    clock.advance(7 * 3600_000)
    const all = vendor.state().memberships.map(({ calculatedStatus }) => calculatedStatus)
    expect(all).toEqual(['active', 'expired', 'expired'])
  })

  test('takes new dates and a new price, and nothing else', async () => {
    const { _id } = await make()
    const put = (body: object) => ask<Membership>('PUT', `/memberships/${_id}`, body)
    expect((await put({ endDate: '2026-04-30', price: 10 })).body).toMatchObject({
      endDate: '2026-04-30T00:00:00.000Z',
      price: 10,
      calculatedStatus: 'active',
    })
    expect((await put({ endDate: null })).body).toMatchObject({ endDate: null, price: 10 })
    expect((await put({})).status).toBe(200)
    expect(await put({ plan: 'x' })).toMatchObject({
      status: 400,
      body: { message: ['property plan should not exist'] },
    })
    expect((await put({ endDate: '2026-03-01' })).status).toBe(500)
    expect((await ask('PUT', `/memberships/${'f'.repeat(24)}`, {})).status).toBe(404)
  })

  test.each<[object, number, string | RegExp]>([
    [{ name: undefined }, 400, 'name should not be empty'],
    [{ startDate: '2026-02-30' }, 400, 'startDate must be a valid ISO 8601 date string'],
    [{ price: '0' }, 400, 'price must not be less than 0'],
    [{ intervalLength: 'week' }, 400, /once, hour, day, month/],
    [{ member: undefined }, 400, /A member field must be provided/],
    [{ isPersonal: undefined }, 400, /A team field must be provided/],
    [{ type: 'fixed' }, 400, 'End date is required for fixed memberships'],
    [{ endDate: '2026-04-01' }, 500, 'Membership startDate should be before the endDate'],
    [{ plan: 'f'.repeat(24) }, 500, 'Specified plan was not found'],
    [{ office: 'f'.repeat(24) }, 500, 'Specified office was not found'],
    [{ member: 'f'.repeat(24) }, 500, 'Specified member was not found'],
  ])('%o is refused with %i', async (change, status, words) => {
    const answer = await ask<{ message: string | string[] }>(
      'POST',
      '/memberships',
      membership(change)
    )
    expect(answer.status).toBe(status)
    expect([answer.body.message].flat()[0]).toEqual(
      typeof words === 'string' ? words : expect.stringMatching(words)
    )
    expect(vendor.state().memberships).toEqual([])
  })

  test('needs its scopes', async () => {
    const { _id } = await make()
    token = await tokenFor(READ)
    expect((await ask('GET', '/memberships')).status).toBe(200)
    expect((await ask('POST', '/memberships', membership())).status).toBe(403)
    expect((await ask('PUT', `/memberships/${_id}`, {})).status).toBe(403)
    token = await tokenFor(MEMBERS)
    expect((await ask('GET', '/memberships')).status).toBe(403)
    token = await tokenFor('officernd.api.read officernd.api.write')
    expect((await ask('POST', '/memberships', membership())).status).toBe(201)
  })
})
