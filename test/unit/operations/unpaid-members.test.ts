/** Members whom only unpaid purchases made: whoever paid or was served is not one of them. */
import { expect, test } from 'vitest'
import { unpaidMembers } from '../../../src/operations/unpaid-members.ts'

test.each<[string, string, Record<string, string>, boolean]>([
  ['was not paid', 'requires_payment_method', {}, true],
  ['was paid', 'succeeded', {}, false],
  ['is being paid', 'processing', {}, false],
  ['was declined', 'succeeded', { outcome: 'declined' }, true],
  ['waits for the bank', 'succeeded', { outcome: 'requires-action' }, true],
  ['had another price by then', 'succeeded', { outcome: 'quote-changed' }, true],
  ['was for a plan that they have', 'succeeded', { outcome: 'already-member' }, true],
  ['is a membership', 'succeeded', { outcome: 'active' }, false],
  ['made no member', 'requires_payment_method', { member_id: '' }, false],
  ['is of nobody', 'requires_payment_method', { email: '' }, false],
])('a purchase that %s', (_, status, more, isCounted) => {
  const members = unpaidMembers({ isMember: () => true, isServed: () => false })
  members.take({ status, metadata: { member_id: 'm1', email: 'Ada@example.com', ...more } })
  expect(members.note() !== null).toBe(isCounted)
})

test('a person is counted once, and not when another purchase was paid', () => {
  const unpaid = (email: string, status = 'canceled') => ({
    ...{ status, metadata: { member_id: 'm1', email } },
  })
  const members = unpaidMembers({ isMember: () => true, isServed: () => false })
  for (const email of ['ada@example.com', 'ADA@example.com', 'bob@example.com'])
    members.take(unpaid(email))
  expect(members.note()).toMatch(/^2 members without any payment/)
  members.take(unpaid('Bob@example.com', 'succeeded'))
  expect(members.note()).toMatch(/^1 member without any payment/)
})

test.each([
  [true, true],
  [false, false],
])('whoever is a member %j and has been served %j is not counted', (isMember, isServed) => {
  const members = unpaidMembers({ isMember: () => isMember, isServed: () => isServed })
  members.take({ status: 'canceled', metadata: { member_id: 'm1', email: 'ada@example.com' } })
  expect(members.note()).toBeNull()
})
