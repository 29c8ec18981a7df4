/** Which records of OfficeRnD count as what was asked for, and which of several is taken. */
import { expect, test, vi } from 'vitest'
import type { Officernd } from '../../src/clients/officernd/client.ts'
import { createMemberWriter } from '../../src/clients/officernd/member-writer.ts'
import { members } from '../../src/clients/officernd/members.ts'
import { judgeMembership, type Membership } from '../../src/clients/officernd/memberships.ts'
import { judgePass, type Pass, passes } from '../../src/clients/officernd/passes.ts'
import type { Requests } from '../../src/clients/officernd/read.ts'
import { UnreadableAnswer, VendorError } from '../../src/core/vendor-error.ts'

const DAY = '2026-05-04'
const PASS: Pass = {
  ...{ id: 'p1', memberId: 'm1', from: DAY, to: DAY, type: 'hotdesk', grantsActiveStatus: true },
}

test.each<[Partial<Pass>, string]>([
  [{}, 'as-requested'],
  [{ from: '2026-05-03' }, 'other'],
  [{ to: '2026-05-05' }, 'other'],
  [{ to: null }, 'other'],
  [{ type: 'meeting' }, 'other'],
  [{ grantsActiveStatus: false }, 'other'],
  [{ from: undefined }, 'unreadable'],
  [{ to: undefined }, 'unreadable'],
  [{ type: undefined }, 'unreadable'],
  [{ grantsActiveStatus: undefined }, 'unreadable'],
  [{ to: undefined, type: 'meeting' }, 'other'],
])('a pass of the day with %j is %s', (more, judgement) => {
  expect(judgePass({ ...PASS, ...more }, DAY)).toBe(judgement)
})

test.each<[Partial<Membership>, string]>([
  [{}, 'as-requested'],
  [{ startDay: '2026-05-05' }, 'as-requested'],
  [{ startDay: '2026-05-03' }, 'other'],
  [{ planId: 'other' }, 'other'],
  [{ planId: undefined }, 'unreadable'],
  [{ startDay: undefined }, 'unreadable'],
])('a membership of the plan with %j is %s', (more, judgement) => {
  const one = { id: 'ms1', memberId: 'm1', planId: 'plan', startDay: DAY, price: 0, ...more }
  expect(judgeMembership(one as Membership, { planId: 'plan', startDay: DAY })).toBe(judgement)
})

const requests = (more: Partial<Requests>) =>
  ({ read: vi.fn(), list: vi.fn(), create: vi.fn(), ...more }) as unknown as Requests

test.each([
  [404, true],
  [403, 403],
  [500, 500],
  [null, null],
])('deleting a pass that OfficeRnD answers with %j', async (status, expected) => {
  const read = () => Promise.reject(new VendorError('officernd', 'DELETE /passes/:id', status))
  const deleted = passes(requests({ read }))
    .deletePass('p1')
    .catch((error) => error.status)
  expect(await deleted).toBe(expected)
})

test('of several members with one address the most alive is taken, then the oldest', async () => {
  const row = (_id: string, more: object) => ({ _id, email: 'ada@example.com', ...more })
  const rows = [
    row('unknown', { status: 'new' }),
    row('former', { status: 'former' }),
    row('contact', { status: 'contact' }),
    row('lead', { status: 'lead' }),
    row('pending', { status: 'pending' }),
    row('drop-in', { status: 'drop-in' }),
    row('active-since', { status: 'active', createdAt: '2026-02-01' }),
    row('active-before', { calculatedStatus: 'active', status: 'lead', createdAt: '2026-01-01' }),
  ]
  const list = async () => rows as never
  const { findMembersByEmail } = members(requests({ list }), 'office')
  expect(await findMembersByEmail('ada@example.com')).toEqual([
    ...['active-before', 'active-since', 'drop-in', 'pending', 'lead', 'contact', 'former'],
    'unknown',
  ])
})

interface House {
  pass?: Partial<Pass> | null
  checkins?: string[]
  /** The pass was created for one of our payments. */
  claimed?: boolean
}

test.each<[string, House, string | Error, boolean]>([
  ['is there', {}, 'gone', true],
  ['is gone already', { pass: null }, 'gone', false],
  ['was used on its day', { checkins: ['2026-05-03', DAY] }, 'used', false],
  ['was not used on its day', { checkins: ['2026-05-03'] }, 'gone', true],
  [
    'is another member’s',
    { pass: { memberId: 'm2' } },
    new VendorError('officernd', '', null),
    false,
  ],
  [
    'does not say whose it is',
    { pass: { memberId: undefined } },
    new VendorError('officernd', '', null),
    false,
  ],
  [
    'does not say whose it is, and is ours',
    { pass: { memberId: undefined }, claimed: true },
    'gone',
    true,
  ],
])(
  'a pass to be taken back %s',
  async (_, { pass = {}, checkins = [], claimed }, said, isDeleted) => {
    const deletePass = vi.fn(async () => true)
    const officernd = {
      ...{ passById: async () => pass && { ...PASS, ...pass }, checkinDays: async () => checkins },
      deletePass,
    } as unknown as Officernd
    const kept = new Map<string, unknown>(claimed ? [['claim:p1', 'pi_1']] : [])
    const memory = { get: (key: string) => kept.get(key) as never, put: kept.set.bind(kept) }
    const revoking = createMemberWriter(officernd, memory as never, () => 0).revokePass(
      'p1',
      'm1',
      DAY
    )
    if (said instanceof Error) await expect(revoking).rejects.toBeInstanceOf(VendorError)
    else expect(await revoking).toBe(said)
    expect(deletePass).toHaveBeenCalledTimes(isDeleted ? 1 : 0)
  }
)

test('a member without an id is none, and no second one is made', async () => {
  const list = async () => [{ email: 'ada@example.com' }] as never
  const asked = members(requests({ list }), 'office').findMembersByEmail('ada@example.com')
  await expect(asked).rejects.toBeInstanceOf(UnreadableAnswer)
})
