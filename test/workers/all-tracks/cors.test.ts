/** Which pages may use the checkout Worker, and what their browsers are told. */
import { describe, expect, test } from 'vitest'
import { newOrder, PAGE, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()

const EVIL = [
  'https://evil.example',
  'https://labourtemple.com.evil.example',
  'https://evil-labourtemple.com',
  'https://shop.labourtemple.com',
  'http://www.labourtemple.com',
  'http://labourtemple.com',
  'https://labourtemple.com:8443',
  'HTTPS://LABOURTEMPLE.COM',
  'null',
]

describe('an allowed origin', () => {
  test.each(['https://labourtemple.com', PAGE])('GET from %s may be read by it', async (origin) => {
    const answer = await passClient.send('/products', { headers: { origin } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(answer.headers.get('vary')).toContain('Origin')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  })

  test('POST may read a refusal as well', async () => {
    const body = JSON.stringify({ slug: 'day-pass' })
    const tooLarge = 'x'.repeat(65 * 1024)
    const json = 'application/json'
    for (const [status, type, text] of [
      [400, json, body],
      [400, json, '{'],
      [415, 'text/plain', body],
      [413, json, tooLarge],
    ] as const) {
      const answer = await passClient.post('/create-purchase', text, { 'content-type': type })
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
        status,
        PAGE,
      ])
      expect(answer.headers.get('vary')).toContain('Origin')
    }
  })

  test('POST answers are kept by nobody', async () => {
    const answer = await passClient.post('/create-purchase', newOrder())
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})

describe('a refused origin', () => {
  test.each(EVIL)('POST from %s is 403, and the log names it', async (origin) => {
    const before = (await passClient.stack().state()).requests.length
    const answer = await passClient.post('/create-purchase', newOrder(), { origin })
    expect(answer.status).toBe(403)
    expect(answer.said).toEqual({
      error: 'This can only be used from the Labour Temple website.',
      code: 'origin-refused',
    })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('vary')).toContain('Origin')
    await passClient.logged('origin refused', `"origin":"${origin}"`, '/create-purchase')
    expect((await passClient.stack().state()).requests.length).toBe(before)
  })

  test.each(EVIL)('GET from %s is 403', async (origin) => {
    const answer = await passClient.send('/products/day-pass', { headers: { origin } })
    expect([answer.status, answer.said.code]).toEqual([403, 'origin-refused'])
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  test.each(['/create-purchase', '/complete-purchase', '/validate-promo'])(
    'POST %s without an Origin is 403',
    async (path) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await passClient.send(path, { method: 'POST', headers, body: '{}' })
      expect([answer.status, answer.said.code]).toEqual([403, 'origin-refused'])
    }
  )

  test('GET without an Origin is answered: a person may look', async () => {
    expect((await passClient.send('/products', {})).status).toBe(200)
  })
})

describe('OPTIONS, the browser asking first', () => {
  const ask = (origin: string) =>
    passClient.send('/create-purchase', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })

  test('is 204 for a page of ours, and says what may be sent', async () => {
    const answer = await ask(PAGE)
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST')
    expect(answer.headers.get('access-control-allow-headers')).toContain('content-type')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    expect(answer.headers.get('vary')).toContain('Origin')
  })

  test('is 403 for any other page', async () => {
    const answer = await ask('https://evil.example')
    expect(answer.status).toBe(403)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('access-control-allow-methods')).toBeNull()
  })
})
