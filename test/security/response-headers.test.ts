/** What every answer carries, whatever it answers, and how its lines in the log are found. */
import { describe, expect, test } from 'vitest'
import { startMembershipClient } from '../support/membership-client.ts'
import { type Answer, newOrder, PAGE, read } from '../support/pass-client.ts'
import { GOOD } from './cases.ts'

const membershipClient = startMembershipClient()

const preflight = { 'access-control-request-method': 'POST' }
const origin = { origin: PAGE }

const ANSWERS: [string, () => Promise<Answer>][] = [
  ['200 of a list', () => membershipClient.send('/plans', { headers: origin })],
  ['200 of a page', () => membershipClient.send('/plans/startup', { headers: origin })],
  ['200 of a purchase', () => membershipClient.post('/create-purchase', newOrder())],
  ['204 of a preflight', () => preflighted('/create-purchase')],
  ['400 of no body', () => membershipClient.post('/create-purchase', '{')],
  [
    '403 of a foreign page',
    () => membershipClient.send('/plans', { headers: { origin: 'https://evil.example' } }),
  ],
  ['404 of nothing', () => membershipClient.send('/nowhere', {})],
  ['404 of a script that is not there', () => membershipClient.send('/nowhere.js', {})],
  [
    '404 of a payment',
    () => membershipClient.post('/complete-purchase', GOOD['/complete-purchase']()),
  ],
  ['405 of a method', () => membershipClient.send('/plans', { method: 'DELETE' })],
  ['413 of a large body', () => membershipClient.post('/create-purchase', 'x'.repeat(70_000))],
  [
    '415 of a form',
    () => membershipClient.post('/create-purchase', 'a=b', { 'content-type': 'text/plain' }),
  ],
  [
    '400 of an unsigned webhook',
    () => membershipClient.send('/webhook', { method: 'POST', body: '{}' }),
  ],
  ['502 of a vendor that is down', () => withoutStripe()],
  ['200 of a room', () => bookings('/rooms')],
  ['400 of no room', () => bookings('/availability')],
  ['404 of no booking', () => bookings('/booking-status')],
]

const preflighted = (path: string) =>
  membershipClient.send(path, { method: 'OPTIONS', headers: { ...origin, ...preflight } })

const bookings = async (path: string) =>
  read(await fetch(membershipClient.stack().bookings.url + path, { headers: origin }))

async function withoutStripe() {
  await membershipClient.stack().fault({ vendor: 'stripe', kind: '500-before', times: -1 })
  return membershipClient.post('/create-purchase', newOrder())
}

describe.each(ANSWERS)('%s', (title, ask) => {
  test('may not be framed, sniffed, run or kept, and is numbered by us', async () => {
    const { status, headers } = await ask()
    expect(status).toBe(Number(title.slice(0, 3)))
    expect(headers.get('content-type')).toBe(status === 204 ? null : 'application/json')
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringContaining('max-age='),
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/^[\da-f]{8}-[\da-f-]{27}$/),
    })
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    expect(headers.get('server')).toBeNull()
    expect(headers.get('x-powered-by')).toBeNull()
  })
})

test.each(['/checkout.js', '/purchase.js', '/booking.js', '/turnstile.js'])(
  'GET %s is a script, and nothing but a script',
  async (path) => {
    const { status, headers, text } = await membershipClient.send(path, {})
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringContaining('max-age='),
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      'content-type': expect.stringMatching(/^(text|application)\/javascript/),
    })
    expect(text).not.toMatch(/sk_(test|live)|whsec_|mlsn\.|price_1|client_secret=|PRIVATE KEY/)
  }
)

test.each(['/plans', '/products', '/plans/startup', '/products/day-pass'])(
  'GET %s names no id that is only ours',
  async (path) => {
    const { text } = await membershipClient.send(path, {})
    expect(text).not.toMatch(/price_|prod_|promo_|"id"|[\da-f]{24}/)
  }
)

test('the number in an answer finds its lines in the log, and a client cannot choose it', async () => {
  const own = { 'x-request-id': 'mine-00000000' }
  const { headers, said } = await membershipClient.post('/create-purchase', newOrder(), own)
  const number = headers.get('x-request-id') ?? ''
  expect(number).not.toBe('mine-00000000')
  const line = await membershipClient.logged(number, 'payment begun')
  expect(line).toContain(String(said.paymentIntentId))
  expect(membershipClient.stack().logs().join()).not.toContain('mine-00000000')
})

test('two requests at once keep their numbers apart', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => membershipClient.post('/create-purchase', newOrder()))
  )
  for (const { headers, said } of answers) {
    const line = await membershipClient.logged(String(said.paymentIntentId), 'payment begun')
    expect(line).toContain(headers.get('x-request-id'))
  }
})
