/** Where both Workers answer, with what, and to which kind of request. */
import { describe, expect, test } from 'vitest'
import { formatDay } from '../../../src/core/time.ts'
import { passDayAt } from '../../../src/passes/rules/pass-day.ts'
import { HOURS, PAGE, read, startPassClient, until } from '../../support/pass-client.ts'

const passClient = startPassClient()

const DAY_PASS = {
  slug: 'day-pass',
  name: 'Day Pass',
  priceCents: 5000,
  termsUrl: '/legal/membership-terms',
  forSale: true,
}

describe('GET /health', () => {
  test('names the Worker that answers; before its first sweep there is no time of one', async () => {
    const { checkout, bookings } = passClient.stack()
    const ask = async (url: string) => (await fetch(`${url}/health`)).json()
    for (const [url, worker] of [
      [checkout.url, 'labour-temple-checkout'],
      [bookings.url, 'labour-temple-bookings'],
    ] as const)
      expect(await ask(url)).toEqual({ ok: true, worker, lastSweepAt: null })
  })

  test('after a sweep both Workers say when it ended, and the heartbeat was requested by each', async () => {
    const stack = passClient.stack()
    const before = Date.now()
    await stack.cron()
    const lastSweepAt = (url: string) =>
      until(async () => {
        const answer = await fetch(`${url}/health`)
        expect(answer.status).toBe(200)
        return ((await answer.json()) as { lastSweepAt: string | null }).lastSweepAt
      })
    for (const { url } of [stack.checkout, stack.bookings])
      expect(Date.parse((await lastSweepAt(url)) ?? '')).toBeGreaterThanOrEqual(before)
    expect((await stack.state()).heartbeats).toBe(2)
  })
})

describe('GET /products', () => {
  test('lists the day pass and nothing else', async () => {
    const answer = await passClient.send('/products', {})
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(answer.said).toEqual({ products: [DAY_PASS] })
  })
})

describe('GET /products/:slug', () => {
  test('says the product, and the day a pass would be for, in figures and in words', async () => {
    const answer = await passClient.send('/products/day-pass', {})
    const passDate = passDayAt(HOURS, Date.now())
    expect(answer.status).toBe(200)
    expect(answer.said).toEqual({
      product: DAY_PASS,
      passDate,
      passDateWords: formatDay(passDate),
    })
  })

  test.each(['night-pass', 'DAY-PASS', 'constructor', '__proto__', 'toString', '%20'])(
    'an unknown slug, %s, is an invalid product',
    async (slug) => {
      const answer = await passClient.send(`/products/${slug}`, {})
      expect(answer.status).toBe(400)
      expect(answer.said).toEqual({
        error: 'Invalid product',
        code: 'invalid-product',
        field: 'slug',
      })
    }
  )
})

describe('GET /purchase.js', () => {
  test('is a script that a browser keeps for five minutes', async () => {
    const answer = await passClient.send('/purchase.js', {})
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('javascript')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
    expect(answer.text).toContain('_complete')
  })
})

describe('an unknown path', () => {
  test.each<[string, RequestInit]>([
    ['GET /', {}],
    ['GET /products/', {}],
    ['GET /products/day-pass/more', {}],
    ['GET /plans-and-plots', {}],
    ['GET /.env', {}],
    ['DELETE /nowhere', { method: 'DELETE' }],
    ['POST /nowhere', { method: 'POST', headers: { origin: 'https://evil.example' }, body: '{' }],
    ['OPTIONS /nowhere', { method: 'OPTIONS', headers: { origin: PAGE } }],
  ])('%s is 404 before anything else is looked at', async (title, init) => {
    const answer = await passClient.send(title.split(' ')[1] ?? '', init)
    expect(answer.status).toBe(404)
    expect(answer.said).toEqual({
      error: 'There is nothing at this address.',
      code: 'not-found',
    })
  })

  test('is 404 at the bookings Worker too', async () => {
    const answer = await read(await fetch(`${passClient.stack().bookings.url}/products`))
    expect([answer.status, answer.said.code]).toEqual([404, 'not-found'])
  })
})

describe('a method that a path does not take', () => {
  test.each([
    ['POST', '/health', 'GET, HEAD, OPTIONS'],
    ['POST', '/products', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/products/day-pass', 'GET, HEAD, OPTIONS'],
    ['GET', '/create-purchase', 'POST, OPTIONS'],
    ['PUT', '/complete-purchase', 'POST, OPTIONS'],
    ['GET', '/validate-promo', 'POST, OPTIONS'],
    ['GET', '/webhook', 'POST, OPTIONS'],
  ])('%s %s is 405 and says Allow: %s', async (method, path, allow) => {
    const headers = { origin: 'https://evil.example' }
    const answer = await passClient.send(path, { method, headers })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe(allow)
    expect(answer.said.code).toBe('method-not-allowed')
  })

  test('HEAD is answered like GET, without a body', async () => {
    const answer = await passClient.send('/products', { method: 'HEAD' })
    expect([answer.status, answer.text]).toEqual([200, ''])
  })
})
