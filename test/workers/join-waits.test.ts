/** A vendor that keeps a run waiting, for seconds or for good: she is told in time, and is a member all the same. */
import { expect, test } from 'vitest'
import type { FaultKind } from '../sandbox/faults.ts'
import { PATIENCE_MS, strikesAt, type Where } from './join-strikes.ts'
import { openClub } from './joiner.ts'

const club = openClub()
const { strike, servedOnce } = strikesAt(club)

test.each<[...Where, FaultKind]>([
  ['stripe', 'POST', '/subscriptions', 'hang-before'],
  ['stripe', 'POST', '/subscriptions', 'hang-after'],
  ['officernd', 'POST', '/memberships', 'hang-before'],
  ['officernd', 'POST', '/memberships', 'hang-after'],
])(
  '%s %s %s, %s: the page hears within ten seconds, one membership comes',
  async (...at) => {
    const [vendor, method, path, kind] = at
    await club.town().webhooks('hold')
    const { order, setUp } = await club.giveAndLeave()
    await strike({ vendor, match: { method, path }, kind })
    const from = Date.now()
    const answer = await club.finish(setUp, order)
    expect(Date.now() - from).toBeLessThan(10_000)
    expect([answer.status, answer.said.outcome]).toEqual([200, 'working'])
    await servedOnce(order.email, setUp.setupIntentId)
  },
  90_000
)

test('MailerSend is down: she is a member and is told so on the page; the loss is noted', async () => {
  await club.town().fault({ vendor: 'mailersend', kind: '500-before', times: -1 })
  const { order, setUp } = await club.giveAndLeave()
  const answer = await club.finish(setUp, order)
  expect(answer.said.outcome).toBe('active')
  await club.decided(setUp.setupIntentId, PATIENCE_MS)
  const { subscriptions, memberships, letters } = await club.club(order.email)
  expect([memberships.length, letters.length]).toEqual([1, 0])
  expect(subscriptions[0]?.metadata).toMatchObject({ outcome: 'active', letter: 'unsent' })
  await club.logged('letter could not be sent', '"letter":"customer"', String(subscriptions[0]?.id))
})
