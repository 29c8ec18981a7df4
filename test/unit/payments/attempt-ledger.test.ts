/** One attempt to buy: versions of its form, the intent of each, owners and results. */
import { beforeEach, expect, test, vi } from 'vitest'
import {
  type AttemptLedger,
  createAttemptLedger,
  versionFor,
} from '../../../src/payments/attempt-ledger.ts'
import { memoryStorage } from '../../support/memory-storage.ts'

let ledger: AttemptLedger
beforeEach(() => {
  ledger = createAttemptLedger(memoryStorage())
})

test('a new attempt has no entry, and its first form is version 1', () => {
  expect(ledger.read()).toBeNull()
  expect(ledger.startVersion('3:form')).toEqual({ version: 1 })
  expect(ledger.read()).toEqual({ version: 1, fingerprint: '3:form' })
})

test('the same form keeps its version and its intent', () => {
  ledger.startVersion('3:form')
  expect(ledger.saveIntent(1, 'pi_1')).toBe(true)
  expect(ledger.startVersion('3:form')).toEqual({ version: 1 })
  expect(ledger.read()).toEqual({ version: 1, fingerprint: '3:form', intentId: 'pi_1' })
})

test('another form is the next version, and names the intent that it replaces', () => {
  ledger.startVersion('3:form')
  ledger.saveIntent(1, 'pi_1')
  expect(ledger.startVersion('3:another')).toEqual({ version: 2, replacedIntentId: 'pi_1' })
  expect(ledger.startVersion('3:a third')).toEqual({ version: 3 })
})

test('an intent of a version that is not current is not saved', () => {
  ledger.startVersion('3:form')
  ledger.startVersion('3:another')
  expect(ledger.saveIntent(1, 'pi_1')).toBe(false)
  expect(ledger.saveIntent(2, 'pi_2')).toBe(true)
  expect(ledger.read()?.intentId).toBe('pi_2')
})

test('a used intent makes the same form a new version, another one does not', () => {
  const entry = { version: 3, fingerprint: '3:form', intentId: 'pi_3' }
  expect(versionFor(entry, '3:form', 'pi_3')).toBe(4)
  expect(versionFor(entry, '3:form', 'pi_2')).toBe(3)
  expect(versionFor(entry, '3:form')).toBe(3)
  expect(versionFor(entry, '3:another')).toBe(4)
  expect(versionFor(null, '3:form')).toBe(1)
})

test('the first claim of an object owns it for ever, each object by itself', () => {
  expect(ledger.claim('sub_1', 'seti_1')).toBe('seti_1')
  expect(ledger.claim('sub_1', 'in_1')).toBe('seti_1')
  expect(ledger.claim('sub_2', 'in_1')).toBe('in_1')
})

test('whoever waits gets a result of one of the names, at once if it is there', async () => {
  ledger.publishResult('pi_1', { outcome: 'granted' })
  expect(await ledger.waitForResult(['served', 'pi_1'], 0)).toEqual({ outcome: 'granted' })
  const waiting = ledger.waitForResult(['pi_2', 'served'], 60_000)
  ledger.publishResult('pi_3', { outcome: 'alerted' })
  ledger.publishResult('served', { outcome: 'granted', passDate: '2026-05-04' })
  expect(await waiting).toEqual({ outcome: 'granted', passDate: '2026-05-04' })
})

test('nothing comes: null after the time, not before', async () => {
  vi.useFakeTimers()
  try {
    let answer: unknown = 'waiting'
    void ledger.waitForResult(['pi_1'], 8_000).then((result) => {
      answer = result
    })
    await vi.advanceTimersByTimeAsync(7_999)
    expect(answer).toBe('waiting')
    await vi.advanceTimersByTimeAsync(1)
    expect(answer).toBeNull()
  } finally {
    vi.useRealTimers()
  }
})
