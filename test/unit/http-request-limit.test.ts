/** The first limit: every request that may reach a vendor is counted for its network, before it is read. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createApp } from '../../src/workers/http/app.ts'
import { sandboxConfig } from '../sandbox/worker-config.ts'

const PAGE = 'https://www.labourtemple.com'
const HOUSE = '203.0.113.200'
const MAX = 5

const COUNTED = [
  ['GET', '/availability'],
  ['GET', '/booking-status'],
  ['GET', '/plans/:slug'],
  ['POST', '/validate-promo'],
  ['POST', '/create-payment'],
  ['POST', '/create-purchase'],
  ['POST', '/create-booking'],
  ['POST', '/complete-checkout'],
  ['POST', '/complete-purchase'],
] as const
const FREE = [
  ['GET', '/health'],
  ['POST', '/webhook'],
  ['GET', '/reconcile'],
  ['POST', '/reconcile/repair'],
] as const

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}))

function start() {
  const counts = new Map<string, number>()
  let served = 0
  const app = createApp((_, next) => next())
  for (const [method, path] of [...COUNTED, ...FREE])
    app.on(method, path, (c) => c.json({ served: ++served }))
  const env = {
    ALLOWED_ORIGINS: PAGE,
    TRUSTED_ADDRESSES: HOUSE,
    REQUEST_LIMIT: {
      async limit({ key }: { key: string }) {
        counts.set(key, (counts.get(key) ?? 0) + 1)
        return { success: (counts.get(key) ?? 0) <= MAX }
      },
    },
  }
  const ask = (
    method: string,
    path: string,
    address: string,
    { body = '{}', ...headers }: Record<string, string> = {}
  ) =>
    app.request(
      path.replace(':slug', 'startup'),
      {
        method,
        headers: {
          'content-type': 'application/json',
          origin: PAGE,
          'cf-connecting-ip': address,
          ...headers,
        },
        ...(method === 'POST' && { body }),
      },
      env
    )
  return { ask, counts, served: () => served }
}

describe.each(COUNTED)('%s %s', (method, path) => {
  test('is refused beyond the limit of its network, with words and Retry-After', async () => {
    const { ask, served } = start()
    for (let nth = 0; nth < MAX; nth++)
      expect((await ask(method, path, `2001:db8:0:7::${nth}`)).status).toBe(200)
    const refused = await ask(method, path, '2001:db8:0:7::99', { body: 'not JSON' })
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(refused.headers.get('access-control-allow-origin')).toBe(PAGE)
    const { code, error } = (await refused.json()) as Record<string, string>
    expect(code).toBe('too-many')
    expect(error).toMatch(/If you have just paid.*will not be charged twice.*in a minute/)
    expect(error).not.toContain('Nothing has been charged')
    expect(served()).toBe(MAX)
    expect((await ask(method, path, '2001:db8:0:8::1')).status).toBe(200)
  })

  test('from the house’s own network is not counted', async () => {
    const { ask } = start()
    for (let nth = 0; nth < 3 * MAX; nth++)
      expect((await ask(method, path, HOUSE)).status).toBe(200)
  })
})

test('a client cannot choose its address by another header', async () => {
  const { ask, counts } = start()
  for (const name of ['x-forwarded-for', 'x-real-ip', 'true-client-ip', 'forwarded'])
    await ask('GET', '/availability', '198.51.100.1', { [name]: HOUSE })
  expect([...counts]).toEqual([['198.51.100.1', 4]])
})

test.each(FREE)('%s %s is never counted', async (method, path) => {
  const { ask, counts } = start()
  for (let nth = 0; nth < 3 * MAX; nth++)
    expect((await ask(method, path, '198.51.100.1')).status).toBe(200)
  expect(counts.size).toBe(0)
})

test.each(['checkout', 'bookings'])(
  'the TOML of %s has the figure of a minute, the sandbox 100,000',
  (name) => {
    const toml = readFileSync(new URL(`../../wrangler.${name}.toml`, import.meta.url), 'utf8')
    const [, limit, period] = /^simple = \{ limit = (\d+), period = (\d+) \}$/m.exec(toml) ?? []
    expect([Number(limit), Number(period)]).toEqual([120, 60])
    const root = fileURLToPath(new URL('../../', import.meta.url))
    const sandbox = readFileSync(sandboxConfig(root, name), 'utf8')
    expect(sandbox).toContain('simple = { limit = 100000, period = 60 }')
    expect(sandbox).toContain(`main = "${root}src/workers/${name}/worker.ts"`)
  }
)
