/** The object that keeps Google's access token, in workerd. */
import { afterEach, expect, test } from 'vitest'
import { tokenSourceFor } from '../../../src/workers/platform/rpc-result.ts'
import { advance } from '../support/clock.ts'
import { restart } from '../support/objects.ts'
import { vendors } from '../support/vendors.ts'
import { env } from './worker.ts'

const MINUTE_MS = 60_000
const tokenRequests = async () =>
  (await vendors.state()).requests.filter(({ path }) => path.endsWith('/token')).length
const refuse = () =>
  vendors.fault({ vendor: 'google', match: { path: '/token' }, kind: '401', times: -1 })

afterEach(() => vendors.clearFaults())

test('one token serves everybody for an hour, an object that was restarted too', async () => {
  const cache = () => env.ACCESS_TOKEN_CACHE.getByName('an hour')
  const before = await tokenRequests()
  const [first, second] = await Promise.all([cache().token(), cache().token()])
  await restart(cache())
  await advance(54 * MINUTE_MS)
  expect([second, await cache().token()]).toEqual([first, first])
  expect((await tokenRequests()) - before).toBe(1)
  await advance(2 * MINUTE_MS)
  const next = await cache().token()
  expect(next).toMatchObject({ ok: true })
  expect(next).not.toEqual(first)
  expect((await tokenRequests()) - before).toBe(2)
})

test('a rejected token is replaced once, however many callers report it', async () => {
  const caller = tokenSourceFor(env.ACCESS_TOKEN_CACHE, 'rejected')
  const rejected = await caller.token()
  const before = await tokenRequests()
  const [one, other] = await Promise.all([caller.refresh(rejected), caller.refresh(rejected)])
  expect(one).not.toBe(rejected)
  expect([other, await caller.refresh(rejected), await caller.token()]).toEqual([one, one, one])
  expect((await tokenRequests()) - before).toBe(1)
})

test('an error of the vendor crosses as data, and is a VendorError for the caller', async () => {
  await refuse()
  const cache = () => env.ACCESS_TOKEN_CACHE.getByName('refused')
  expect(await cache().token()).toMatchObject({
    ok: false,
    failure: { vendor: 'google', status: 401 },
  })
  const caller = tokenSourceFor(env.ACCESS_TOKEN_CACHE, 'refused')
  await expect(caller.token()).rejects.toMatchObject({
    name: 'VendorError',
    vendor: 'google',
    status: 401,
    message: 'google POST /google/token: 401',
  })
})

test('six requests a minute, no seventh; a minute later again', async () => {
  await refuse()
  const cache = () => env.ACCESS_TOKEN_CACHE.getByName('a wrong key')
  const before = await tokenRequests()
  const statuses: unknown[] = []
  for (let tries = 0; tries < 8; tries++) {
    const result = await cache().token()
    statuses.push(result.ok ? 'token' : result.failure.status)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429, 429])
  expect((await tokenRequests()) - before).toBe(6)
  await vendors.clearFaults()
  await restart(cache())
  expect(await cache().token()).toMatchObject({ ok: false })
  await advance(MINUTE_MS)
  expect(await cache().token()).toMatchObject({ ok: true })
})
