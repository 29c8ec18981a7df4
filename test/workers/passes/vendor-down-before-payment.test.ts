/** A vendor fails before the customer has paid: the customer is told in words, nothing is charged, and again works. */
import { describe, expect, test } from 'vitest'
import type { CreatePurchase } from '../../../src/passes/contract.ts'
import type { Fault } from '../../sandbox/faults.ts'
import { type Answer, newOrder, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()

const create = (order: CreatePurchase) => passClient.post('/create-purchase', order)

const SORRY = {
  error:
    'We could not reach our payment or member system. Nothing has been charged. Please try again in a minute.',
  code: 'vendor-unavailable',
}

/** The words of the vendors, the keys, and traces of our own code. */
const KEYS = /sk_test|pk_test|whsec_|mlsn\.|sandbox-client-secret|sandbox-operator/
const VENDORS_WORDS =
  /Internal server error|unknown error|rate limit|Too Many|Invalid API|was not found/
const TRACE = /\bat \w+ \(|\.ts:\d/

const told = (answer: Answer) => {
  expect([answer.status, answer.said]).toEqual([502, SORRY])
  for (const secret of [KEYS, VENDORS_WORDS, TRACE]) expect(answer.text).not.toMatch(secret)
}

describe('POST /create-purchase while a vendor is down', () => {
  const DOWN: [string, Omit<Fault, 'times'>][] = [
    ['Stripe answers 500', { vendor: 'stripe', kind: '500-before' }],
    ['Stripe cannot be reached', { vendor: 'stripe', kind: 'refused' }],
    ['Stripe answers 429', { vendor: 'stripe', kind: '429' }],
    ['Stripe refuses our key', { vendor: 'stripe', kind: '401' }],
    ['Stripe answers nonsense', { vendor: 'stripe', kind: 'garbage' }],
    [
      'OfficeRnD answers 500',
      { vendor: 'officernd', kind: '500-before', match: { path: '/members' } },
    ],
    [
      'OfficeRnD cannot be reached',
      { vendor: 'officernd', kind: 'refused', match: { path: '/members' } },
    ],
    [
      'OfficeRnD answers nonsense',
      { vendor: 'officernd', kind: 'garbage', match: { path: '/members' } },
    ],
  ]
  test.each(DOWN)('%s: 502 in words, nothing charged, and again works', async (_, fault) => {
    const order = newOrder()
    await passClient.stack().fault({ ...fault, times: -1 })
    told(await create(order))
    expect((await passClient.holdings(order.email)).paid).toEqual([])
    await passClient.stack().clearFaults()
    const begun = await passClient.begin(order)
    expect(await passClient.payWith(begun)).toBe('succeeded')
    expect((await passClient.complete(begun)).said.outcome).toBe('granted')
    await passClient.outcome(begun.paymentIntentId)
    const { intents, customers, members } = await passClient.holdings(order.email)
    const open = intents.filter(({ status }) => status !== 'canceled')
    expect([open.length, customers.length, members.length]).toEqual([1, 1, 1])
  })

  test('the log says which vendor failed and nothing private', async () => {
    const order = newOrder()
    await passClient.stack().fault({ vendor: 'officernd', kind: '500-before', times: -1 })
    told(await create(order))
    const line = await passClient.logged('vendor failed before payment', 'officernd')
    expect(line).toContain('/create-purchase')
    const printed = passClient.stack().logs()
    // The runtime's own report of an exception has a trace; our own lines have none.
    const ours = printed.filter((one) => one.includes('"level"')).join('\n')
    for (const secret of [VENDORS_WORDS, TRACE]) expect(ours).not.toMatch(secret)
    for (const secret of [KEYS, VENDORS_WORDS]) expect(printed.join('\n')).not.toMatch(secret)
    for (const own of [order.email, order.phone, 'Byron'])
      expect(printed.join('\n')).not.toContain(own)
  })

  test('a member that cannot be made is logged as the runbook says', async () => {
    const fault = { vendor: 'officernd', kind: 'semantic-refusal', times: -1 } as const
    await passClient.stack().fault({ ...fault, match: { method: 'POST', path: '/members' } })
    const order = newOrder()
    told(await create(order))
    await passClient.logged('member creation failed')
    expect((await passClient.holdings(order.email)).intents).toEqual([])
  })
})

describe('POST /v1/payment_intents at Stripe fails once', () => {
  test.each([
    '500-before',
    '500-after',
    'reset-after-effect',
    'refused',
    '429',
    'garbage',
  ] as const)(
    '%s: one payment that can be made, and the customer may press again',
    async (kind) => {
      const match = { method: 'POST', path: '/payment_intents' }
      await passClient.stack().fault({ vendor: 'stripe', match, kind })
      const order = newOrder()
      const answer = await create(order)
      if (answer.status !== 200) told(answer)
      const again = await passClient.begin(order)
      if (answer.status === 200) expect(again).toEqual(answer.said)
      const { intents } = await passClient.holdings(order.email)
      expect(intents.map(({ id, status }) => [id, status])).toEqual([
        [again.paymentIntentId, 'requires_payment_method'],
      ])
    }
  )
})

describe('POST /validate-promo and /complete-purchase while Stripe is down', () => {
  test('are 502 in words', async () => {
    const { order, begun } = await passClient.payAndLeave()
    await passClient.outcome(begun.paymentIntentId)
    await passClient.stack().fault({ vendor: 'stripe', kind: '500-before', times: -1 })
    const asked = await passClient.post('/validate-promo', { slug: 'day-pass', code: 'WELCOME10' })
    expect([asked.status, asked.said.code]).toEqual([502, 'vendor-unavailable'])
    const completed = await passClient.complete(begun)
    expect([completed.status, completed.said.code]).toEqual([502, 'vendor-unavailable'])
    // The customer has paid: nobody may tell them that nothing was charged.
    expect((await passClient.holdings(order.email)).paid).toHaveLength(1)
    expect(completed.text).not.toContain('Nothing has been charged')
  })
})
