/** The object that keeps OfficeRnD's access token, in workerd. */
import { afterEach, expect, test } from 'vitest'
import { advance } from '../support/clock.ts'
import { restart } from '../support/objects.ts'
import { vendors } from '../support/vendors.ts'
import { env } from './worker.ts'

const MINUTE_MS = 60_000
const tokenRequests = async () =>
  (await vendors.state()).requests.filter(({ path }) => path.endsWith('/oauth/token')).length

afterEach(() => vendors.clearFaults())

test('one token serves everybody, an object that was restarted too', async () => {
  const cache = () => env.ACCESS_TOKEN_CACHE.getByName('kept')
  const before = await tokenRequests()
  const first = await cache().token()
  await restart(cache())
  expect(await cache().token()).toEqual(first)
  expect((await tokenRequests()) - before).toBe(1)
})

test('four requests a minute, no fifth, also by an object that was restarted; a minute later again', async () => {
  await vendors.fault({
    vendor: 'officernd',
    match: { path: '/oauth/token' },
    ...{ kind: '500-before', times: -1 },
  })
  const cache = () => env.ACCESS_TOKEN_CACHE.getByName('refused')
  const before = await tokenRequests()
  const statuses: unknown[] = []
  for (let tries = 0; tries < 5; tries++) {
    const result = await cache().token()
    statuses.push(result.ok ? 'token' : result.failure.status)
    await restart(cache())
  }
  expect(statuses).toEqual([500, 500, 500, 500, 429])
  expect((await tokenRequests()) - before).toBe(4)
  await vendors.clearFaults()
  await advance(MINUTE_MS)
  expect(await cache().token()).toMatchObject({ ok: true })
})
