/** When an unpaid intent is cancelled, and what the alarm of its attempt does. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { PromotionCode } from '../../../src/clients/stripe/promotion-codes.ts'
import { createAttemptLedger } from '../../../src/payments/attempt-ledger.ts'
import { createAttemptAlarm, expireIntent, expiryOf } from '../../../src/payments/intent-expiry.ts'
import { memoryStorage } from '../../support/memory-storage.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const UNTIL_MS = 60 * DAY_MS

beforeEach(() => void vi.spyOn(console, 'info').mockImplementation(() => {}))

test('an intent is cancelled a day after it was made, with a code after a quarter of an hour', () => {
  expect(expiryOf(null, 5)).toBe(5 + DAY_MS)
  expect(expiryOf({} as PromotionCode, 5)).toBe(5 + 15 * MINUTE_MS)
})

function attempt() {
  const ledger = createAttemptLedger(memoryStorage())
  const is = { nowMs: 0, alarmMs: null as number | null, fails: false, sets: 0 }
  const started: string[] = []
  const alarm = createAttemptAlarm({
    attemptId: 'a',
    ledger,
    alarm: {
      get: async () => is.alarmMs,
      set: async (atMs) => {
        is.alarmMs = atMs
        is.sets++
      },
    },
    async startWorkflow(id) {
      started.push(id)
      if (is.fails) throw new Error('not started')
    },
    now: () => is.nowMs,
  })
  return { ledger, alarm, is, started }
}

test('the alarm is set for the first intent that expires, and no later than the attempt ends', async () => {
  const { ledger, alarm, is } = attempt()
  await alarm.schedule(UNTIL_MS)
  expect(is.alarmMs).toBe(UNTIL_MS)
  ledger.setExpiry('pi_2', 20)
  ledger.setExpiry('pi_1', 10)
  await alarm.schedule(UNTIL_MS)
  expect(is.alarmMs).toBe(10)
  ledger.setExpiry('pi_1', null)
  await alarm.schedule(UNTIL_MS)
  expect(is.alarmMs).toBe(20)
  await alarm.schedule(UNTIL_MS)
  expect(is.sets).toBe(3)
})

test.each([false, true])(
  'what is due is started, and again half an hour later: it fails %j',
  async (fails) => {
    const { ledger, alarm, is, started } = attempt()
    Object.assign(is, { nowMs: 10, fails })
    ledger.setExpiry('pi_1', 10)
    ledger.setExpiry('pi_2', 11)
    await alarm.fire(UNTIL_MS)
    expect(started).toEqual(['pi_1-expired-10'])
    expect(is.alarmMs).toBe(11)
    is.nowMs = 11
    await alarm.fire(UNTIL_MS)
    expect(is.alarmMs).toBe(10 + 30 * MINUTE_MS)
    is.nowMs = 10 + 30 * MINUTE_MS
    await alarm.fire(UNTIL_MS)
    expect(started.slice(1)).toEqual(['pi_2-expired-11', `pi_1-expired-${is.nowMs}`])
  }
)

test.each<[string, string | null, string, boolean, number | null]>([
  ['pi_1', 'requires_payment_method', 'canceled', true, null],
  ['pi_1', 'requires_action', 'succeeded', false, null],
  ['pi_1', 'requires_action', 'processing', false, DAY_MS],
  ['pi_1', 'processing', 'processing', false, DAY_MS],
  ['pi_1', 'succeeded', 'succeeded', false, null],
  ['pi_1', 'canceled', 'canceled', true, null],
  ['pi_1', null, 'canceled', true, null],
  ['seti_1', 'requires_payment_method', 'canceled', true, null],
  ['seti_1', 'succeeded', 'succeeded', false, null],
])('%s is %j when it expires, then %s', async (id, before, after, isReleased, againMs) => {
  const kind = id.startsWith('seti_') ? 'Setup' : 'Payment'
  const did: string[] = []
  const read = (of: string) => async () => (of === kind && before ? { status: before } : null)
  const cancel = (of: string) => async () => {
    did.push(`cancel ${of}`)
    return { status: after }
  }
  const ctx = {
    now: () => 0,
    attempt: () => ({
      read: async () => ({ intentId: id }),
      setExpiry: async (_: string, atMs: number | null) => void did.push(`${atMs}`),
    }),
    stripe: {
      ...{ getSetupIntent: read('Setup'), getPayment: read('Payment') },
      ...{ cancelSetup: cancel('Setup'), cancelPayment: cancel('Payment') },
    },
  } as unknown as Parameters<typeof expireIntent>[1]
  const expired = { intentId: id, attemptId: 'a' }
  const release = async () => void did.push('release')
  const { outcome } = await expireIntent((_name, work) => work(), ctx, expired, release)
  expect(outcome).toBe(after)
  const isOpen = before?.startsWith('requires')
  expect(did).toEqual([
    ...(isOpen ? [`cancel ${kind}`] : []),
    ...(isReleased ? ['release'] : []),
    `${againMs}`,
  ])
})

test('an attempt that has gone on with another intent keeps the use of its code', async () => {
  const did: string[] = []
  const ctx = {
    now: () => 0,
    attempt: () => ({
      read: async () => ({ intentId: 'pi_2' }),
      setExpiry: async (id: string) => void did.push(`no expiry of ${id}`),
    }),
    stripe: { getPayment: async () => ({ status: 'canceled' }) },
  } as unknown as Parameters<typeof expireIntent>[1]
  const release = async () => void did.push('release')
  const expired = { intentId: 'pi_1', attemptId: 'a' }
  await expireIntent((_name, work) => work(), ctx, expired, release)
  expect(did).toEqual(['no expiry of pi_1'])
})
