/** Turnstile, when its secret is set: who cannot be seen to be a person begins nothing. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { SANDBOX_TURNSTILE_SECRET } from '../sandbox/turnstile.ts'
import { startMembershipClient } from '../support/membership-client.ts'
import { GOOD, type Path } from './cases.ts'

const membershipClient = startMembershipClient({
  vars: { TURNSTILE_SECRET: SANDBOX_TURNSTILE_SECRET },
})

const PATHS = ['/create-payment', '/create-purchase', '/validate-promo', '/create-booking'] as const

const HOST = 'www.labourtemple.com'
const tokenFor = (path: string, host = HOST, kind = 'person') =>
  `${kind}|${host}|${path.slice(1)}|${randomUUID()}`

const press = async (path: Path, turnstileToken?: unknown) => {
  const { checkout, bookings } = membershipClient.stack()
  const url = path === '/create-booking' ? bookings.url : checkout.url
  const body = JSON.stringify({ ...GOOD[path](), turnstileToken })
  const headers = { 'content-type': 'application/json', origin: `https://${HOST}` }
  const answer = await fetch(url + path, { method: 'POST', headers, body })
  return { status: answer.status, said: (await answer.json()) as Record<string, unknown> }
}

const vendors = async () => (await membershipClient.stack().state()).requests.length

describe.each(PATHS)('POST %s', (path) => {
  const other = path === '/create-purchase' ? '/create-payment' : '/create-purchase'
  test.each<[string, unknown]>([
    ['no token', undefined],
    ['an empty token', ''],
    ['a token that is no text', 17],
    ['a made-up token', 'abc'],
    ['a token of 3 KB', 'x'.repeat(3000)],
    ['a token of another page', tokenFor(path, 'evil.example')],
    ['a token of a page that ends like ours', tokenFor(path, `${HOST}.evil.example`)],
    ['a token for another button', tokenFor(other)],
  ])('with %s is 403, and no vendor hears of it', async (_, token) => {
    const before = await vendors()
    const { status, said } = await press(path, token)
    expect([status, said.code]).toEqual([403, 'not-a-person'])
    expect(await vendors()).toBe(before)
  })

  test('with a good token is taken, once', async () => {
    const token = tokenFor(path)
    expect((await press(path, token)).status).toBe(200)
    const before = await vendors()
    expect((await press(path, token)).status).toBe(403)
    expect(await vendors()).toBe(before)
  })

  test('while Turnstile is down is refused: nobody passes unseen', async () => {
    const before = await vendors()
    const { status, said } = await press(path, tokenFor(path, HOST, 'down'))
    expect([status, said.code]).toEqual([502, 'vendor-unavailable'])
    expect(await vendors()).toBe(before)
  })
})

test('a new token for the same attempt and body finds the same payment', async () => {
  const order = GOOD['/create-purchase']()
  const begin = () =>
    membershipClient.post('/create-purchase', {
      ...order,
      turnstileToken: tokenFor('/create-purchase'),
    })
  const [first, second] = [await begin(), await begin()]
  expect(first.said.paymentIntentId).toMatch(/^pi_/)
  expect(second.said.paymentIntentId).toBe(first.said.paymentIntentId)
  expect(JSON.stringify(await membershipClient.stack().state())).not.toContain('turnstileToken')
})

test('completing a payment asks for no token: the customer has paid', async () => {
  const order = GOOD['/create-purchase']()
  const token = tokenFor('/create-purchase')
  const { said } = await membershipClient.post('/create-purchase', {
    ...order,
    turnstileToken: token,
  })
  const begun = said as unknown as Parameters<typeof membershipClient.complete>[0]
  expect(await membershipClient.payWith(begun)).toBe('succeeded')
  expect((await membershipClient.complete(begun)).said.outcome).toBe('granted')
})
