/** A whole month read from Stripe and OfficeRnD, page by page. */
import { expect, test } from 'vitest'
import { officerndFor } from '../../src/clients/checkout-clients.ts'
import { createStripe } from '../../src/clients/stripe/client.ts'
import { spanOfMonth } from '../../src/core/month.ts'
import { createClock } from '../sandbox/clock.ts'
import { createOfficernd } from '../sandbox/officernd/index.ts'
import { DAY_PASS_PLAN, SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'
import { clock, fresh, stripe, vendor } from '../sandbox/stripe-fixtures.ts'
import { countTries } from '../support/tries.ts'

const CONFIG = { url: 'http://stripe', secretKey: 'sk_test_sandbox', webhookSecret: 'whsec' }
const fetcher = async (input: string, init: RequestInit) =>
  vendor.app.fetch(new Request(input, init))
const client = createStripe(CONFIG, fetcher, countTries())
const DAY_MS = 24 * 3600_000

test('all payments of a month, more than a page of them, and none of another', async () => {
  fresh()
  const begin = async (count: number) => {
    for (let nth = 0; nth < count; nth++)
      await stripe.paymentIntents.create({
        ...{ amount: 100 + nth, currency: 'usd', allowed_payment_method_types: ['card'] },
      })
  }
  await begin(2)
  // The stand-in's day is 21 November; the month after begins ten days on.
  clock.advance(15 * DAY_MS)
  await begin(130)
  clock.advance(31 * DAY_MS)
  await begin(1)
  const amounts: number[] = []
  const whole = await client.eachPayment(spanOfMonth('2026-12'), ({ amountCents }) => {
    amounts.push(amountCents)
  })
  expect(whole).toBe(true)
  expect(amounts).toEqual(Array.from({ length: 130 }, (_, nth) => 229 - nth))
})

const config = createOfficernd({ clock: createClock(), tokenLimit: false })
const V1 = '/api/v1/organizations/labour-temple'

async function signIn(): Promise<string> {
  const body = new URLSearchParams({
    ...{ grant_type: 'client_credentials', client_id: 'sandbox-client-id' },
    ...{ client_secret: 'sandbox-client-secret', scope: 'officernd.api.read officernd.api.write' },
  })
  const answer = await config.app.request('/oauth/token', { method: 'POST', body })
  return ((await answer.json()) as { access_token: string }).access_token
}

test('all members, passes and memberships of OfficeRnD, whatever page they are on', async () => {
  const token = await signIn()
  const make = async (path: string, all: object[]) => {
    const answer = await config.app.request(V1 + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(all),
    })
    expect(answer.status).toBe(201)
    return (await answer.json()) as { _id: string }[]
  }
  const start = '2026-05-04T00:00:00.000Z'
  const many = <T>(one: (nth: number) => T) => Array.from({ length: 205 }, (_, nth) => one(nth))
  const members = await make(
    '/members',
    many((nth) => ({
      ...{ name: `Ada ${nth}`, email: `ada${nth}@example.com` },
      ...{ office: SANDBOX_OFFICE, startDate: start },
    }))
  )
  const member = members[0]?._id
  const passes = await make(
    '/passes',
    many(() => ({ member, count: 1, type: 'hotdesk', validFrom: start, validTo: start }))
  )
  const memberships = await make(
    '/memberships',
    many(() => ({
      ...{ member, plan: DAY_PASS_PLAN, office: SANDBOX_OFFICE, name: 'One', startDate: start },
      ...{ endDate: '2026-06-04T00:00:00.000Z', isPersonal: true, price: 0 },
    }))
  )
  const officernd = officerndFor(
    {
      ...{ OFFICERND_URL: `http://house${V1}`, OFFICERND_TOKEN_URL: '', OFFICERND_SCOPES: '' },
      ...{ OFFICERND_OFFICE: '', OFFICERND_CLIENT_ID: '', OFFICERND_CLIENT_SECRET: '' },
    },
    { token: async () => token, refresh: async () => token },
    async (input, init) => config.app.fetch(new Request(input, init))
  )
  const read = async <T>(each: (visit: (one: T) => void) => Promise<boolean>) => {
    const all: T[] = []
    expect(await each((one) => void all.push(one))).toBe(true)
    return all
  }
  const ids = (all: { id: string }[]) => all.map(({ id }) => id)
  expect(ids(await read(officernd.eachMember))).toEqual(members.map(({ _id }) => _id))
  const foundPasses = await read(officernd.eachPass)
  expect(ids(foundPasses)).toEqual(passes.map(({ _id }) => _id))
  expect(foundPasses[204]).toMatchObject({ memberId: member, from: '2026-05-04', type: 'hotdesk' })
  const found = await read(officernd.eachMembership)
  expect(ids(found)).toEqual(memberships.map(({ _id }) => _id))
  expect(found[204]).toEqual({
    ...{ id: memberships[204]?._id, memberId: member, planId: DAY_PASS_PLAN, price: 0 },
    ...{ startDay: '2026-05-04', endDay: '2026-06-04' },
  })
})
