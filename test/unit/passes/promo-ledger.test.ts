/** How the uses of a limited coupon are counted: reserved, paid, released, forgotten. */
import { beforeEach, expect, test } from 'vitest'
import type { Storage } from '../../../src/core/storage.ts'
import {
  createPromoLedger,
  DEBIT_MS,
  type PromoLedger,
  RESERVATION_MS,
} from '../../../src/passes/promo-ledger.ts'

let nowMs = 0
let ledger: PromoLedger
beforeEach(() => {
  nowMs = Date.parse('2026-05-04T17:00:00Z')
  const kept = new Map<string, unknown>()
  const storage: Storage = {
    get: <T>(key: string) => structuredClone(kept.get(key)) as T | undefined,
    put: (key, value) => void kept.set(key, structuredClone(value)),
  }
  ledger = createPromoLedger(storage, () => nowMs)
})

const ofCode = (left: number) => ({ ofCode: left, ofCoupon: null })
const ofCoupon = (left: number) => ({ ofCode: null, ofCoupon: left })

test('without a limit a use is always free', () => {
  const none = { ofCode: null, ofCoupon: null }
  for (const holder of ['one', 'two', 'three'])
    expect(ledger.reserve(holder, 'promo', none)).toBe('free')
  ledger.consume('four', 'promo')
  expect(ledger.availability('promo', none)).toBe('free')
})

test('a code with no use left is used up', () => {
  expect(ledger.availability('promo', ofCode(0))).toBe('used-up')
  expect(ledger.availability('promo', ofCoupon(0))).toBe('used-up')
})

test('a reserved use is in use for others until exactly a quarter of an hour later', () => {
  expect(ledger.reserve('one', 'promo', ofCode(1))).toBe('free')
  nowMs += RESERVATION_MS - 1
  expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
  expect(ledger.reserve('two', 'promo', ofCode(1))).toBe('in-use')
  nowMs += 1
  expect(ledger.availability('promo', ofCode(1))).toBe('free')
})

test('its own reservation stands in nobody’s own way, and a second one renews it', () => {
  ledger.reserve('one', 'promo', ofCode(1))
  nowMs += RESERVATION_MS - 1
  expect(ledger.reserve('one', 'promo', ofCode(1))).toBe('free')
  nowMs += RESERVATION_MS - 1
  expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
})

test('a refused reservation keeps nothing', () => {
  ledger.reserve('one', 'promo', ofCode(1))
  ledger.reserve('two', 'promo', ofCode(1))
  ledger.release('one')
  expect(ledger.availability('promo', ofCode(1))).toBe('free')
})

test('of several uses one may be reserved and another still free', () => {
  ledger.reserve('one', 'promo', ofCode(2))
  expect(ledger.availability('promo', ofCode(2))).toBe('free')
  ledger.reserve('two', 'promo', ofCode(2))
  expect(ledger.availability('promo', ofCode(2))).toBe('in-use')
})

test('a code counts only its own uses, a coupon those of all its codes', () => {
  ledger.consume('one', 'promo')
  expect(ledger.availability('other', ofCode(1))).toBe('free')
  expect(ledger.availability('other', ofCoupon(1))).toBe('used-up')
  expect(ledger.availability('promo', ofCode(1))).toBe('used-up')
})

test('one paid and one reserved of two: in use, not used up', () => {
  ledger.consume('one', 'promo')
  ledger.reserve('two', 'promo', ofCode(2))
  expect(ledger.availability('promo', ofCode(2))).toBe('in-use')
})

test('a paid use is counted for ever, is not released and not shortened', () => {
  ledger.reserve('one', 'promo', ofCode(1))
  ledger.consume('one', 'promo')
  ledger.release('one')
  ledger.extend('one', 'promo')
  nowMs += 10 * DEBIT_MS
  expect(ledger.availability('promo', ofCode(1))).toBe('used-up')
})

test('a paid use counts once, though its reservation had expired', () => {
  ledger.reserve('one', 'promo', ofCode(2))
  nowMs += RESERVATION_MS
  ledger.consume('one', 'promo')
  ledger.consume('one', 'promo')
  expect(ledger.availability('promo', ofCode(2))).toBe('free')
})

test('a debit keeps its use ten days', () => {
  ledger.reserve('one', 'promo', ofCode(1))
  ledger.extend('one', 'promo')
  nowMs += DEBIT_MS - 1
  expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
  nowMs += 1
  expect(ledger.availability('promo', ofCode(1))).toBe('free')
})

test('a release gives back its own use only', () => {
  ledger.reserve('one', 'promo', ofCode(2))
  ledger.reserve('two', 'promo', ofCode(2))
  ledger.release('one')
  expect(ledger.reserve('three', 'promo', ofCode(2))).toBe('free')
  expect(ledger.availability('promo', ofCode(2))).toBe('in-use')
})
