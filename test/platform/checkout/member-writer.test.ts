/** The only writer of one person's records in OfficeRnD, in workerd. */
import { afterEach, expect, test } from 'vitest'
import { seattleDay } from '../../../src/core/time.ts'
import { fromRpcResult } from '../../../src/workers/platform/rpc-result.ts'
import { restart } from '../support/objects.ts'
import { vendors } from '../support/vendors.ts'
import { env } from './worker.ts'

const personOf = (name: string) => ({
  name: 'Ada Byron',
  email: `${name}@example.com`,
  phone: '+1 206 555 0100',
})
const writerOf = (name: string) => env.MEMBER_WRITER.getByName(name)
const writes = async () =>
  (await vendors.state()).requests.filter(
    ({ method, path, vendor }) =>
      vendor === 'officernd' && method !== 'GET' && !path.endsWith('/token')
  ).length

afterEach(() => vendors.clearFaults())

test('two callers at once: one member is created', async () => {
  const writer = () => writerOf('two-callers')
  const person = personOf('two-callers')
  const [one, other] = await Promise.all([
    fromRpcResult(writer().findOrCreate(person)),
    fromRpcResult(writer().findOrCreate(person)),
  ])
  expect(one).toBe(other)
  const { members } = (await vendors.state()).officernd
  expect(members.filter(({ email }) => email === person.email)).toHaveLength(1)
})

test('a pass is granted once, also by an object that was restarted', async () => {
  const writer = () => writerOf('a-pass')
  const person = personOf('a-pass')
  const memberId = await fromRpcResult(writer().findOrCreate(person))
  const nowMs = Date.now()
  const request = {
    paymentId: 'pi_apass',
    memberId,
    person,
    day: seattleDay(nowMs),
    paidAtMs: nowMs,
  }
  const granted = await fromRpcResult(writer().grantPass(request))
  const before = await writes()
  await restart(writer())
  expect(await fromRpcResult(writer().grantPass(request))).toEqual(granted)
  expect(await writes()).toBe(before)
})

test('a pass whose answer was lost is found again, not created twice', async () => {
  const writer = () => writerOf('lost-answer')
  const person = personOf('lost-answer')
  const memberId = await fromRpcResult(writer().findOrCreate(person))
  const nowMs = Date.now()
  const request = {
    paymentId: 'pi_lost',
    memberId,
    person,
    day: seattleDay(nowMs),
    paidAtMs: nowMs,
  }
  await vendors.fault({
    vendor: 'officernd',
    match: { method: 'POST', path: '/passes' },
    kind: '500-after',
  })
  await expect(fromRpcResult(writer().grantPass(request))).rejects.toThrow()
  await restart(writer())
  const { id } = await fromRpcResult(writer().grantPass(request))
  const { passes } = (await vendors.state()).officernd
  expect(passes.filter(({ member }) => member === memberId).map(({ _id }) => _id)).toEqual([id])
})

test('an error of OfficeRnD crosses as data, and the next caller is served', async () => {
  const writer = () => writerOf('an-error')
  const person = personOf('an-error')
  await vendors.fault({ vendor: 'officernd', match: { path: '/members' }, kind: '500-before' })
  expect(await writer().find(person.email)).toMatchObject({
    ok: false,
    failure: { vendor: 'officernd', status: 500 },
  })
  expect(await writer().find(person.email)).toEqual({ ok: true, value: null })
})
