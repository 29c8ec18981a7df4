/** The object of one attempt to buy, in workerd: what it keeps, for whom it waits, when it forgets. */
import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { alarmOf, keysOf } from '../support/objects.ts'
import { env } from './worker.ts'

const LIFE_MS = 60 * 24 * 3600_000
const ledgerOf = (name: string) => env.ATTEMPT_LEDGER.getByName(name)

test('evicted, it keeps version, intent, owner and result', async () => {
  const ledger = ledgerOf('evicted')
  await ledger.startVersion('body', undefined)
  await ledger.saveIntent(1, 'pi_1')
  await ledger.claim('sub_1', 'seti_1')
  await ledger.publishResult('pi_1', { outcome: 'granted' })
  await evictDurableObject(ledger)
  expect(await ledger.read()).toEqual({ version: 1, fingerprint: 'body', intentId: 'pi_1' })
  expect(await ledger.claim('sub_1', 'in_1')).toBe('seti_1')
  expect(await ledger.waitForResult(['pi_1'], 0)).toEqual({ outcome: 'granted' })
})

test('a caller that waits gets the result that another publishes, and nothing after its time', async () => {
  const ledger = ledgerOf('waited for')
  const waiting = ledger.waitForResult(['pi_1', 'served'], 60_000)
  await ledger.publishResult('another', { outcome: 'granted' })
  await ledger.publishResult('pi_1', { outcome: 'alerted' })
  expect(await waiting).toEqual({ outcome: 'alerted' })
  expect(await ledger.waitForResult(['never'], 1)).toBeNull()
})

test.each([
  ['startVersion', (name: string) => ledgerOf(name).startVersion('body', undefined)],
  ['claim', (name: string) => ledgerOf(name).claim('sub_1', 'seti_1')],
  ['publishResult', (name: string) => ledgerOf(name).publishResult('pi_1', { outcome: 'granted' })],
])('what %s writes is deleted 60 days later', async (name, write) => {
  const fromMs = Date.now()
  await write(name)
  const ledger = ledgerOf(name)
  const alarmMs = (await alarmOf(ledger)) ?? 0
  expect(alarmMs).toBeGreaterThanOrEqual(fromMs + LIFE_MS)
  expect(alarmMs).toBeLessThanOrEqual(Date.now() + LIFE_MS)
  expect(await runDurableObjectAlarm(ledger)).toBe(true)
  expect([await keysOf(ledger), await alarmOf(ledger)]).toEqual([[], null])
})

test('reading and waiting write nothing', async () => {
  const ledger = ledgerOf('only read')
  await ledger.read()
  await ledger.waitForResult(['never'], 1)
  expect([await keysOf(ledger), await alarmOf(ledger)]).toEqual([[], null])
})
