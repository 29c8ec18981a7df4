/** A vendor that keeps a run waiting, for seconds or for good: the customer is told in time, and becomes a member all the same. */
import { expect, test } from 'vitest'
import type { FaultKind } from '../../sandbox/faults.ts'
import { startMembershipClient } from '../../support/membership-client.ts'
import { PATIENCE_MS, strikesAt, type Where } from '../../support/membership-faults.ts'

const membershipClient = startMembershipClient()
const { strike, servedOnce } = strikesAt(membershipClient)

test.each<[...Where, FaultKind]>([
  ['stripe', 'POST', '/subscriptions', 'hang-before'],
  ['stripe', 'POST', '/subscriptions', 'hang-after'],
  ['officernd', 'POST', '/memberships', 'hang-before'],
  ['officernd', 'POST', '/memberships', 'hang-after'],
])(
  '%s %s %s, %s: the page hears within ten seconds, one membership comes',
  async (...at) => {
    const [vendor, method, path, kind] = at
    await membershipClient.stack().webhooks('hold')
    const { order, setUp } = await membershipClient.giveAndLeave()
    await strike({ vendor, match: { method, path }, kind })
    const from = Date.now()
    const answer = await membershipClient.finish(setUp, order)
    expect(Date.now() - from).toBeLessThan(10_000)
    expect([answer.status, answer.said.outcome]).toEqual([200, 'working'])
    await servedOnce(order.email, setUp.setupIntentId)
  },
  90_000
)

test('MailerSend is down: the customer is a member and is told so on the page; the loss is noted', async () => {
  await membershipClient.stack().fault({ vendor: 'mailersend', kind: '500-before', times: -1 })
  const { order, setUp } = await membershipClient.giveAndLeave()
  const answer = await membershipClient.finish(setUp, order)
  expect(answer.said.outcome).toBe('active')
  await membershipClient.decided(setUp.setupIntentId, PATIENCE_MS)
  const { subscriptions, memberships, emails } = await membershipClient.membershipClient(
    order.email
  )
  expect([memberships.length, emails.length]).toEqual([1, 0])
  expect(subscriptions[0]?.metadata).toMatchObject({ outcome: 'active', emails: 'unsent' })
  await membershipClient.logged(
    'e-mail could not be sent',
    '"email":"customer"',
    String(subscriptions[0]?.id)
  )
})
