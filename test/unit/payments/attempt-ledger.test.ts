/** One attempt to buy: versions of its form, the intent of each, owners and results. */
import { beforeEach, expect, test, vi } from 'vitest'
import {
  type AttemptLedger,
  attemptFingerprint,
  createAttemptLedger,
  isSameTrack,
  MAX_DECLINES,
  versionFor,
} from '../../../src/payments/attempt-ledger.ts'
import { memoryStorage } from '../../support/memory-storage.ts'

let storage: ReturnType<typeof memoryStorage>
let ledger: AttemptLedger
beforeEach(() => {
  storage = memoryStorage()
  ledger = createAttemptLedger(storage)
})

/** The same ledger after a restart: only what is stored is left. */
const restarted = () => createAttemptLedger(storage)

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

test('another track cannot take an attempt over, and changes nothing', () => {
  ledger.startVersion(attemptFingerprint('3', 'form'))
  ledger.saveIntent(1, 'pi_1')
  expect(ledger.startVersion(attemptFingerprint('1', 'form'))).toBeNull()
  expect(ledger.read()).toEqual({ version: 1, fingerprint: '3:form', intentId: 'pi_1' })
})

test('tracks are told apart by the first part of the fingerprint', () => {
  const entry = { version: 1, fingerprint: attemptFingerprint('2', 'form') }
  expect(isSameTrack(entry, '2:another')).toBe(true)
  expect(isSameTrack(entry, '1:form')).toBe(false)
})

test('each intent has one expiry, the last one that was set, until it is taken away', () => {
  expect(ledger.expiries()).toEqual([])
  ledger.startVersion('3:form')
  ledger.saveIntent(1, 'pi_1', 1000)
  ledger.saveIntent(1, 'pi_2')
  ledger.setExpiry('pi_3', 3000)
  ledger.setExpiry('pi_1', 2000)
  expect(restarted().expiries()).toEqual([
    { intentId: 'pi_3', atMs: 3000 },
    { intentId: 'pi_1', atMs: 2000 },
  ])
  ledger.setExpiry('pi_3', null)
  expect(restarted().expiries()).toEqual([{ intentId: 'pi_1', atMs: 2000 }])
})

test('an intent of a version of before still expires', () => {
  ledger.startVersion('3:form')
  ledger.startVersion('3:another')
  expect(ledger.saveIntent(1, 'pi_1', 1000)).toBe(false)
  expect(ledger.expiries()).toEqual([{ intentId: 'pi_1', atMs: 1000 }])
})

test('declines are counted once for each event, each intent by itself, and not without end', () => {
  expect(ledger.countDecline('pi_1', 'evt_1')).toBe(1)
  expect(ledger.countDecline('pi_1', 'evt_1')).toBe(1)
  expect(ledger.countDecline('pi_1', 'evt_2')).toBe(2)
  expect(restarted().countDecline('pi_1', 'evt_1')).toBe(2)
  expect(ledger.countDecline('pi_2', 'evt_1')).toBe(1)
  for (let nth = 3; nth <= MAX_DECLINES; nth++)
    expect(ledger.countDecline('pi_1', `evt_${nth}`)).toBe(nth)
  expect(ledger.countDecline('pi_1', 'evt_more')).toBe(MAX_DECLINES)
  expect(storage.get<string[]>('declines:pi_1')).toHaveLength(MAX_DECLINES)
})

test('an e-mail is known as sent by its own tag only', () => {
  expect(ledger.wasSent('pi_1:customer')).toBe(false)
  ledger.noteSent('pi_1:customer')
  expect(restarted().wasSent('pi_1:customer')).toBe(true)
  expect(ledger.wasSent('pi_1:team')).toBe(false)
})

test('the number of a try never goes back, each key by itself', () => {
  expect(ledger.nextTry('refund', 0)).toBe(1)
  expect(ledger.nextTry('refund', 2)).toBe(3)
  expect(restarted().nextTry('refund', 0)).toBe(3)
  expect(ledger.nextTry('event', 0)).toBe(1)
})

test('a send that begins is uncertain until it is recorded', () => {
  expect(ledger.beginSend('tag', 1000)).toEqual({})
  const uncertain = { firstMs: 1000, lastMs: 1000 }
  expect(restarted().beginSend('tag', 2000)).toEqual({ uncertain })
  expect(ledger.beginSend('tag', 3000)).toEqual({ uncertain })
  ledger.recordSend('tag', {})
  expect(ledger.beginSend('tag', 4000)).toEqual({})
  expect(ledger.beginSend('another', 4000)).toEqual({})
})

test('a send that has to wait is not begun before its time', () => {
  ledger.recordSend('tag', { notBeforeMs: 2000 })
  expect(ledger.beginSend('tag', 1999)).toEqual({ notBeforeMs: 2000 })
  expect(ledger.beginSend('tag', 2000)).toEqual({ notBeforeMs: 2000 })
  expect(ledger.beginSend('tag', 2001)).toEqual({ uncertain: { firstMs: 2000, lastMs: 2000 } })
})

test('a result is taken by the page that asked for it, waiting or not, or that was told otherwise', async () => {
  ledger.publishResult('pi_1', { outcome: 'granted' })
  expect(ledger.wasTaken('pi_1')).toBe(false)
  await ledger.waitForResult(['pi_1'], 0)
  expect(restarted().wasTaken('pi_1')).toBe(true)
  const waiting = ledger.waitForResult(['pi_2'], 60_000)
  ledger.publishResult('pi_2', { outcome: 'granted' })
  await waiting
  expect(ledger.wasTaken('pi_2')).toBe(true)
  ledger.publishResult('pi_3', { outcome: 'granted' })
  ledger.markTaken('pi_3')
  expect(restarted().wasTaken('pi_3')).toBe(true)
})

test('a result that comes when nobody waits any more is not taken', async () => {
  expect(await ledger.waitForResult(['pi_1'], 0)).toBeNull()
  ledger.publishResult('pi_1', { outcome: 'granted' })
  expect(ledger.wasTaken('pi_1')).toBe(false)
})

test('two pages that wait are both answered', async () => {
  const both = [ledger.waitForResult(['pi_1'], 60_000), ledger.waitForResult(['pi_1'], 60_000)]
  ledger.publishResult('pi_1', { outcome: 'granted' })
  expect(await Promise.all(both)).toEqual([{ outcome: 'granted' }, { outcome: 'granted' }])
})

test('one page that goes does not take the answer of the other', async () => {
  const stays = ledger.waitForResult(['pi_1'], 60_000)
  await ledger.waitForResult(['pi_1'], 0)
  ledger.publishResult('pi_1', { outcome: 'granted' })
  expect(await stays).toEqual({ outcome: 'granted' })
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
