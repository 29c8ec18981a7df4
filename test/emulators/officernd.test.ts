/** The OfficeRnD stand-in: as strict as the documents, as forgetful as the vendor; and the kiosk. */
import { beforeEach, describe, expect, test } from 'vitest'
import { createClock } from '../sandbox/clock.ts'
import { admits } from '../sandbox/kiosk.ts'
import { createOfficernd } from '../sandbox/officernd/index.ts'
import { DAY_PASS_PLAN, SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'

/** 18:00 on 2 April in Seattle, when it is already the 3rd in UTC. */
const clock = createClock(() => Date.parse('2026-04-03T01:00:00Z'))
const vendor = createOfficernd({ clock, tokenLimit: false })
const V1 = '/api/v1/organizations/labour-temple'
const SCOPES =
  'flex.community.members.read flex.community.members.create flex.space.passes.read flex.space.passes.create'

const credentials = { client_id: 'sandbox-client-id', client_secret: 'sandbox-client-secret' }
const askToken = (fields: Record<string, string>, app = vendor.app) =>
  app.request('/oauth/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', ...credentials, ...fields }),
  })

let token = ''
interface Made {
  _id: string
  calculatedStatus?: string
}
const ask = async <T = Made[]>(method: string, path: string, body?: unknown) => {
  const answer = await vendor.app.request(V1 + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as T }
}

const ada = {
  name: 'Ada Byron',
  email: 'ada@example.com',
  office: SANDBOX_OFFICE,
  startDate: '2026-04-02T00:00:00.000Z',
}
const passFor = (member: string) => ({
  member,
  count: 1,
  type: 'hotdesk',
  validFrom: '2026-04-02T00:00:00.000Z',
  validTo: '2026-04-02T00:00:00.000Z',
  intervalLength: 'once',
  grantActiveStatus: true,
})

beforeEach(async () => {
  clock.reset()
  vendor.reset()
  token = ((await (await askToken({ scope: SCOPES })).json()) as { access_token: string })
    .access_token
})

describe('tokens', () => {
  test('a good request gets forty hex digits for an hour', async () => {
    const answer = await askToken({ scope: SCOPES })
    expect(await answer.json()).toEqual({
      access_token: expect.stringMatching(/^[0-9a-f]{40}$/),
      token_type: 'Bearer',
      expires_in: 3599,
      scope: SCOPES,
    })
  })

  test.each([
    [{}, 400, 'invalid_scope'],
    [{ scope: `${SCOPES} flex.everything` }, 400, 'invalid_scope'],
    [{ scope: SCOPES, client_secret: 'guess' }, 401, 'invalid_client'],
    [{ scope: SCOPES, grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('%o is refused', async (fields, status, error) => {
    const answer = await askToken(fields)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ error })
  })

  test('the sixth in a minute is one too many', async () => {
    const { app } = createOfficernd({ clock, real: () => 0 })
    const statuses = []
    for (let i = 0; i < 6; i += 1) statuses.push((await askToken({ scope: SCOPES }, app)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
  })

  test('an old token is 401, one without the scope 403', async () => {
    expect((await ask('GET', '/plans')).status).toBe(403)
    clock.advance(3600_000)
    expect(await ask('GET', '/members')).toEqual({
      status: 401,
      body: { statusCode: 401, message: 'Unauthorized access', error: 'Unauthorized' },
    })
  })
})

describe('members', () => {
  test('a POST answers an array, and makes as many as it is sent', async () => {
    const first = await ask('POST', '/members', ada)
    expect(first.body).toHaveLength(1)
    await ask('POST', '/members', [ada])
    expect((await ask('GET', '/members?email=ada%40example.com')).body).toHaveLength(2)
    expect((await ask('GET', '/members?email=Ada%40example.com')).body).toEqual([])
  })

  test.each(['name', 'email', 'office', 'startDate'])('%s must be said', async (field) => {
    const answer = await ask('POST', '/members', { ...ada, [field]: undefined })
    expect(answer).toMatchObject({
      status: 400,
      body: { message: [`${field} should not be empty`] },
    })
  })
})

describe('passes', () => {
  const member = async () => (await ask('POST', '/members', ada)).body[0]?._id ?? ''

  test('are kept as said, and nothing comes from the plan', async () => {
    const id = await member()
    expect((await ask('POST', '/passes', passFor(id))).body[0]).toMatchObject(passFor(id))
    const { validFrom } = passFor(id)
    const bare = (await ask('POST', '/passes', { member: id, count: 1, validFrom })).body[0]
    expect(bare).toMatchObject({ type: 'membership', grantActiveStatus: false, validTo: null })
    expect((await ask('GET', `/passes?member=${id}`)).body).toHaveLength(2)
  })

  test.each([
    [{ member: 'f'.repeat(24) }, 500],
    [{ validFrom: '2026-02-30' }, 400],
    [{ validTo: 'tomorrow' }, 400],
    [{ count: 0 }, 400],
    [{ grantActiveStatus: 'true' }, 400],
    [{ intervalLength: 'day' }, 400],
  ])('%o is refused with %i', async (change, status) => {
    expect((await ask('POST', '/passes', { ...passFor(await member()), ...change })).status).toBe(
      status
    )
  })

  test('a valid one makes the member active on its Seattle day only', async () => {
    const id = await member()
    await ask('POST', '/passes', passFor(id))
    expect((await ask<Made>('GET', `/members/${id}`)).body.calculatedStatus).toBe('active')
    clock.advance(7 * 3600_000)
    expect(vendor.state().members[0]?.calculatedStatus).toBe('drop-in')
  })
})

describe('the kiosk', () => {
  const verdict = (day = '2026-04-02', email = 'ADA@example.com') =>
    admits(vendor.state(), email, day)
  const buy = async (change: object = {}) => {
    const [made] = (await ask('POST', '/members', ada)).body
    await ask('POST', '/passes', { ...passFor(made?._id ?? ''), ...change })
  }

  test('admits on the day, whatever the capitals', async () => {
    await buy()
    expect(verdict()).toMatchObject({ admitted: true })
  })

  test.each<[object, string, RegExp]>([
    [{}, '2026-04-01', /valid from 2026-04-02/],
    [{}, '2026-04-03', /valid until 2026-04-02/],
    [{ type: 'membership' }, '2026-04-02', /not "hotdesk"/],
    [{ grantActiveStatus: false }, '2026-04-02', /active status/],
    [{ validTo: undefined }, '2026-04-02', /no last day/],
  ])('refuses %o on %s in words', async (change, day, words) => {
    await buy(change)
    expect(verdict(day)).toEqual({ admitted: false, why: expect.stringMatching(words) })
  })

  test('refuses everybody when the plan gives its passes no validity', async () => {
    await buy()
    await ask('PATCH', `/plans/${DAY_PASS_PLAN}`, { intervalCount: 0 })
    expect(verdict()).toMatchObject({ admitted: false, why: expect.stringContaining('is 0') })
    expect(verdict('2026-04-02', 'eve@example.com').why).toContain('No member')
  })
})
