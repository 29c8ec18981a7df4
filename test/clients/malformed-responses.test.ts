/** A vendor that answers as an enemy would: led astray, lied to, told too much. */
import { expect, test, vi } from 'vitest'
import { type Fetch, request, requestJson } from '../../src/clients/http.ts'
import { members } from '../../src/clients/officernd/members.ts'
import { fetchToken } from '../../src/clients/officernd/token.ts'
import { createStripe } from '../../src/clients/stripe/client.ts'
import { verifyTurnstile } from '../../src/clients/turnstile.ts'
import { log } from '../../src/core/log.ts'
import { VendorError } from '../../src/core/vendor-error.ts'
import { countTries } from '../support/tries.ts'

const METADATA = 'http://169.254.169.254/latest/meta-data'
const asked = {
  vendor: 'officernd',
  method: 'GET',
  url: 'http://vendor.test/members',
  headers: {},
} as const

function astray() {
  const inits: RequestInit[] = []
  const fetcher: Fetch = async (_, init) => {
    inits.push(init)
    return new Response(null, { status: 302, headers: { location: METADATA } })
  }
  return { fetcher, inits }
}

const stripeAt = (fetcher: Fetch) =>
  createStripe(
    { url: 'http://stripe.test', secretKey: 'sk_test_x', webhookSecret: 'whsec_x' },
    fetcher,
    countTries()
  )

test('a redirect is an error, and is not followed', async () => {
  const { fetcher, inits } = astray()
  await expect(request(fetcher, asked)).rejects.toMatchObject({ name: 'VendorError', status: 302 })
  await expect(stripeAt(fetcher).getPayment('pi_3')).rejects.toBeInstanceOf(VendorError)
  expect(inits.length).toBeGreaterThan(1)
  expect(inits.every(({ redirect }) => redirect === 'manual')).toBe(true)
})

test('a request to Stripe without an answer is sent once more, with the same key', async () => {
  const keys: (string | null)[] = []
  const silent: Fetch = async (_, init) => {
    keys.push(new Headers(init.headers).get('idempotency-key'))
    throw new TypeError('the connection was closed')
  }
  const customer = { name: 'Ada Byron', email: 'ada@example.com', phone: '206 555 0100' }
  await expect(stripeAt(silent).createCustomer(customer)).rejects.toBeInstanceOf(VendorError)
  expect(keys).toEqual([expect.any(String), keys[0]])
})

test('Stripe is waited for 8 seconds, and asked once more', async () => {
  vi.useFakeTimers()
  let asked = 0
  const hanging: Fetch = (_, { signal }) => {
    asked += 1
    return new Promise((_, reject) =>
      signal?.addEventListener('abort', () => reject(signal.reason))
    )
  }
  const failed = expect(stripeAt(hanging).getPayment('pi_3')).rejects.toBeInstanceOf(VendorError)
  await vi.advanceTimersByTimeAsync(7_999)
  expect(asked).toBe(1)
  // Between the two Stripe's package waits for a second at most.
  await vi.advanceTimersByTimeAsync(1 + 1000 + 8_000)
  await failed
  expect(asked).toBe(2)
  vi.useRealTimers()
})

test('a page of HTML with 200 is no answer', async () => {
  const page: Fetch = async () => new Response('<html>Sign in</html>')
  await expect(requestJson(page, asked)).rejects.toMatchObject({
    name: 'VendorError',
    status: null,
  })
  await expect(stripeAt(page).getPayment('pi_3')).rejects.toBeInstanceOf(VendorError)
})

const NOT_USED = async () => Promise.reject(new Error('not asked'))

test('somebody else’s member is nobody', async () => {
  const found = [{ _id: 'm1', email: 'eve@example.com' }, { _id: 'm2' }, { _id: 'm3', email: null }]
  const { findMembersByEmail } = members(
    {
      list: async (shape) => found.map((one) => shape.parse(one)),
      read: NOT_USED,
      create: NOT_USED,
    },
    'office'
  )
  expect(await findMembersByEmail('ada@example.com')).toEqual([])
})

test('an e-mail address is one value in a question, whatever is in it', async () => {
  const paths: string[] = []
  const list = async (_: unknown, path: string) => {
    paths.push(path)
    return []
  }
  const { findMembersByEmail } = members({ list, read: NOT_USED, create: NOT_USED }, 'office')
  await findMembersByEmail('x@example.com&status=active#')
  expect(paths).toEqual(['/members?email=x%40example.com%26status%3Dactive%23'])
})

test('a token that says nothing of its life lives a minute', async () => {
  const config = { url: 'x', scopes: '', clientId: '', clientSecret: '', officeId: '' }
  const fetcher: Fetch = async () => Response.json({ access_token: 'a' })
  const token = await fetchToken({ ...config, tokenUrl: 'http://vendor.test/token' }, fetcher, 1000)
  expect(token.expiresAtMs).toBe(61_000)
})

test('what a vendor says of a card is in no line of ours', async () => {
  const echo: Fetch = async () =>
    Response.json(
      { error: { message: 'card 4242424242424242 of ada@example.com' } },
      { status: 402 }
    )
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const failed = await stripeAt(echo)
    .getPayment('pi_3')
    .catch((error: unknown) => error)
  log.vendorFailed('/create-purchase', failed)
  const lines = said.mock.calls.flat().join()
  said.mockRestore()
  expect(lines).toContain('vendor failed')
  expect(lines).not.toMatch(/4242|ada@/)
})

test.each([
  ['no verdict', {}],
  ['a word', 'yes'],
  ['success in words', { success: 'true' }],
])('Turnstile answering with %s lets nobody in', async (_, answer) => {
  const config = { url: 'http://turnstile.test/v0', secret: 's', hostnames: ['a.example'] }
  const proof = { token: 't', action: 'create-purchase', address: '192.0.2.1' }
  const asking = verifyTurnstile(config, proof, async () => Response.json(answer))
  await expect(asking).rejects.toBeInstanceOf(VendorError)
})
