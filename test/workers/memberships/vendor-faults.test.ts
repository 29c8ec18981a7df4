/** Each vendor fails once while somebody joins: the customer gets one membership all the same, and pays once. */
import { describe, expect, test } from 'vitest'
import type { FaultKind } from '../../sandbox/faults.ts'
import { newJoin, startMembershipClient } from '../../support/membership-client.ts'
import { strikesAt, type Where } from '../../support/membership-faults.ts'
import { until } from '../../support/pass-client.ts'

const membershipClient = startMembershipClient()
const { strike, servedOnce } = strikesAt(membershipClient)

describe('before the card is given', () => {
  const calls: Where[] = [
    ['stripe', 'POST', '/customers'],
    ['stripe', 'POST', '/setup_intents'],
    ['stripe', 'POST', '/invoices/create_preview'],
    ['officernd', 'GET', '/members'],
    ['officernd', 'POST', '/members'],
  ]
  const kinds: FaultKind[] = ['500-before', '500-after', 'reset-after-effect', 'garbage']
  const all = calls.flatMap((call) => kinds.map((kind) => [...call, kind] as const))

  test.each(all)('%s %s %s, %s: a no in words at worst, then one of everything', async (...at) => {
    const [vendor, method, path, kind] = at
    await strike({ vendor, match: { method, path }, kind })
    const order = newJoin()
    const first = await membershipClient.press(order)
    expect([200, 502]).toContain(first.status)
    if (first.status === 502) expect(first.said.error).toContain('Nothing has been charged')
    const setUp = await membershipClient.begin(order)
    const { customers, members, setups } = await membershipClient.membershipClient(order.email)
    const open = setups.filter(({ status }) => status === 'requires_payment_method')
    expect([customers.length, members.length, open.length]).toEqual([1, 1, 1])
    await membershipClient.giveCard(setUp)
    await servedOnce(order.email, setUp.setupIntentId)
  })

  test('Stripe is away: 502 in words, and the same press works later', async () => {
    await membershipClient.stack().fault({ vendor: 'stripe', kind: 'refused', times: -1 })
    const order = newJoin()
    const answer = await membershipClient.press(order)
    expect([answer.status, answer.said]).toEqual([
      502,
      {
        error:
          'We could not reach our payment or member system. Nothing has been charged. Please try again in a minute.',
        code: 'vendor-unavailable',
      },
    ])
    expect((await membershipClient.membershipClient(order.email)).members).toEqual([])
    await membershipClient.stack().clearFaults()
    await membershipClient.begin(order)
  })
})

describe('POST /v1/subscriptions', () => {
  test.each<FaultKind>([
    'refused',
    '500-before',
    '500-after',
    'reset-after-effect',
    '429',
    'garbage',
  ])('%s: one subscription, one membership, active on the page', async (kind) => {
    await membershipClient.stack().webhooks('hold')
    const { order, setUp } = await membershipClient.giveAndLeave()
    const match = { method: 'POST', path: '/subscriptions' }
    await strike({ vendor: 'stripe', match, kind })
    const answer = await membershipClient.finish(setUp, order)
    expect(answer.said.outcome).toBe('active')
    await servedOnce(order.email, setUp.setupIntentId)
  })
})

describe('POST /memberships', () => {
  test.each<FaultKind>([
    'refused',
    '500-before',
    '500-after',
    'reset-after-effect',
    '429',
    '401',
    'garbage',
    'semantic-refusal',
  ])('%s: one membership, active on the page', async (kind) => {
    await membershipClient.stack().webhooks('hold')
    const { order, setUp } = await membershipClient.giveAndLeave()
    const match = { method: 'POST', path: '/memberships' }
    await strike({ vendor: 'officernd', match, kind })
    const answer = await membershipClient.finish(setUp, order)
    expect(answer.said.outcome).toBe('active')
    await servedOnce(order.email, setUp.setupIntentId)
  })
})

test.each<[string, string, FaultKind]>([
  ['the set-up is read', '/setup_intents', '500-before'],
  ['the outcome is written on the set-up', '/setup_intents', '500-after'],
  ['the outcome is written on the subscription', '/subscriptions/sub_', '500-after'],
])('Stripe fails when %s: one of everything', async (what, path, kind) => {
  await membershipClient.stack().webhooks('hold')
  const { order, setUp } = await membershipClient.giveAndLeave()
  const method = what.includes('read') ? 'GET' : 'POST'
  await membershipClient
    .stack()
    .fault({ vendor: 'stripe', match: { method, path }, kind, times: 2 })
  const answer = await membershipClient.finish(setUp, order)
  expect([200, 502]).toContain(answer.status)
  await membershipClient.stack().webhooks('normal')
  await membershipClient.stack().deliver()
  await servedOnce(order.email, setUp.setupIntentId)
})

test('MailerSend fails once: one e-mail each', async () => {
  await strike({ vendor: 'mailersend', kind: '500-after' })
  const { order, setUp } = await membershipClient.giveAndLeave()
  await servedOnce(order.email, setUp.setupIntentId)
  await until(
    async () => (await membershipClient.membershipClient(order.email)).emails.length === 1
  )
})
