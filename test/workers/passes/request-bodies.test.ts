/** What a body must be, in which order it is judged, and that a refusal leaves every vendor alone. */
import { describe, expect, test } from 'vitest'
import { invalidField } from '../../../src/core/refusals.ts'
import type { CreatePurchase } from '../../../src/passes/contract.ts'
import { newOrder, PAGE, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()

const POSTS = ['/create-purchase', '/complete-purchase', '/validate-promo']
const EVIL = 'https://evil.example'
const json = { 'content-type': 'application/json' }
const large = () => JSON.stringify({ ...newOrder(), notes: 'x'.repeat(65 * 1024) })

const completion = (changes: object = {}) => ({
  slug: 'day-pass',
  memberId: 'aaaaaaaaaaaaaaaaaaaaaaaa',
  paymentIntentId: 'pi_3unknown',
  customerName: 'Ada Byron',
  ...changes,
})

/** Asks, and makes sure that no vendor has heard of it. */
async function refused(path: string, body: unknown, headers: Record<string, string> = {}) {
  const before = await passClient.stack().state()
  const answer = await passClient.post(path, body, headers)
  const after = await passClient.stack().state()
  expect(after.requests.length).toBe(before.requests.length)
  expect(holdings(after)).toEqual(holdings(before))
  return answer
}

type State = Awaited<ReturnType<ReturnType<typeof passClient.stack>['state']>>
const holdings = ({ stripe, officernd, mailersend }: State) => [
  stripe.customers.length,
  stripe.payment_intents.length,
  officernd.members.length,
  officernd.passes.length,
  mailersend.messages.length,
]

describe.each(POSTS)('POST %s, its body', (path) => {
  test.each(['text/plain', 'multipart/form-data; boundary=x', 'application/json-patch+json'])(
    'sent as %s is 415',
    async (type) => {
      const answer = await refused(path, newOrder(), { 'content-type': type })
      expect([answer.status, answer.said.code]).toEqual([415, 'json-required'])
    }
  )

  test('sent without a content type is 415', async () => {
    const body = new TextEncoder().encode(JSON.stringify(newOrder()))
    const answer = await passClient.send(path, { method: 'POST', headers: { origin: PAGE }, body })
    expect([answer.status, answer.said.code]).toEqual([415, 'json-required'])
  })

  test('of 65 KB is 413', async () => {
    const answer = await refused(path, large())
    expect([answer.status, answer.said.code]).toEqual([413, 'too-large'])
  })

  test('of 65 KB in chunks, its length unsaid, is 413', async () => {
    const body = new Blob([large()]).stream()
    const headers = { ...json, origin: PAGE }
    const init = { method: 'POST', headers, body, duplex: 'half' } as const
    const answer = await passClient.send(path, init as RequestInit)
    expect([answer.status, answer.said.code]).toEqual([413, 'too-large'])
  })

  test.each(['{', '', 'null', '[]', '"a string"', '17', '\u0000'])(
    '%j is 400 and begins nothing',
    async (text) => {
      const answer = await refused(path, text)
      expect([answer.status, answer.said.code]).toEqual([400, 'bad-json'])
      expect(answer.said.error).toBe('The request could not be read.')
    }
  )

  test('is judged after the origin, the type and the size, in this order', async () => {
    const plain = { 'content-type': 'text/plain' }
    const codes = [
      await refused(path, large(), { ...plain, origin: EVIL }),
      await refused(path, large(), plain),
      await refused(path, large()),
      await refused(path, '{'),
    ].map((answer) => answer.status)
    expect(codes).toEqual([403, 415, 413, 400])
  })

  test.each([undefined, '', 'night-pass', '__proto__', 'constructor', 17, null, { a: 'day-pass' }])(
    'with the slug %j is an invalid product, whatever else is wrong',
    async (slug) => {
      const answer = await refused(path, { slug, email: 'no', attemptId: 'no' })
      expect(answer.status).toBe(400)
      expect(answer.said).toEqual({
        error: 'Invalid product',
        code: 'invalid-product',
        field: 'slug',
      })
    }
  )
})

describe('POST /create-purchase, a field', () => {
  const wrong: [keyof CreatePurchase, unknown][] = [
    ...(['firstName', 'lastName', 'email', 'phone', 'attemptId'] as const).flatMap((field) =>
      [undefined, null, '', '   ', 17, {}].map((value) => [field, value] as [typeof field, unknown])
    ),
    ['firstName', 'x'.repeat(101)],
    ['lastName', 'x'.repeat(101)],
    ['email', 'ada at example.com'],
    ['email', 'ada@example'],
    ['email', `${'a'.repeat(250)}@example.com`],
    ['phone', '2'.repeat(41)],
    ['company', 'x'.repeat(201)],
    ['referralSource', 17],
    ['notes', 'x'.repeat(2001)],
    ['promo', 'x'.repeat(101)],
    ['attemptId', 'not-a-uuid'],
  ]
  test.each(
    wrong.map(([field, value]) => [field, String(JSON.stringify(value)).slice(0, 30), value])
  )('%s as %s is 400 and named', async (field, _, value) => {
    const answer = await refused('/create-purchase', { ...newOrder(), [String(field)]: value })
    expect(answer.status).toBe(400)
    expect(answer.said).toEqual({
      error: invalidField(String(field)).message,
      code: 'invalid-field',
      field,
    })
  })

  test.each([
    ['R&D/Seattle@example.com', 'R&D/Seattle@example.com'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@пример.рф', 'ada@xn--e1afmkfd.xn--p1ai'],
  ])('email as %s is one person at every vendor', async (typed, address) => {
    const { said } = await passClient.post('/create-purchase', newOrder({ email: typed }))
    const { intents, customers, members } = await passClient.holdings(address)
    expect(intents.map(({ id, metadata }) => [id, metadata?.email])).toEqual([
      [said.paymentIntentId, address],
    ])
    expect([customers.length, members.length]).toEqual([1, 1])
  })

  test('that nobody asked for is ignored', async () => {
    const order = newOrder()
    const extra = { amount: 1, price: 1, customer: 'cus_other', metadata: { track: '1' } }
    const body = JSON.stringify({ ...order, ...extra })
    const sly = body.replace('{', '{"__proto__":{"amount":1,"promo":"FIVEOFF"},"constructor":1,')
    const answer = await passClient.post('/create-purchase', sly)
    expect([answer.status, answer.said.amountCents]).toEqual([200, 5000])
    const { customers, intents } = await passClient.holdings(order.email)
    expect(intents).toHaveLength(1)
    expect(intents[0]).toMatchObject({ amount: 5000, customer: customers[0]?.id })
    expect(intents[0]?.metadata).toMatchObject({ track: '3', email: order.email })
    expect(Object.keys(intents[0]?.metadata ?? {})).not.toContain('amount')
  })
})

describe('POST /complete-purchase and /validate-promo, a field', () => {
  const gaps = [undefined, '', 17] as const
  test.each(gaps)('memberId as %j is 400 and named', async (memberId) => {
    const answer = await refused('/complete-purchase', completion({ memberId }))
    expect([answer.status, answer.said.field]).toEqual([400, 'memberId'])
  })
  test.each(gaps)('paymentIntentId as %j is 400 and named', async (paymentIntentId) => {
    const answer = await refused('/complete-purchase', completion({ paymentIntentId }))
    expect([answer.status, answer.said.field]).toEqual([400, 'paymentIntentId'])
  })
  test.each(gaps)('code as %j is 400 and named', async (code) => {
    const answer = await refused('/validate-promo', { slug: 'day-pass', code })
    expect([answer.status, answer.said.field]).toEqual([400, 'code'])
  })
})
