/** The object that counts a coupon's uses, in workerd. */
import { evictDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { advance } from '../support/clock.ts'
import { alarmOf } from '../support/objects.ts'
import { env } from './worker.ts'

const ONE = { ofCode: { max: 1, redeemed: 0 }, ofCoupon: null }
const MINUTE_MS = 60_000
const user = (holder: string) => ({ holder, promoId: 'promo', email: holder })
const ledgerOf = (name: string) => env.PROMO_LEDGER.getByName(name)

test('a reserved use is kept over an eviction and is free an hour after its time at the latest', async () => {
  const ledger = ledgerOf('reserved')
  expect(await ledger.reserve(user('first'), ONE)).toBe('free')
  await evictDurableObject(ledger)
  expect(await ledger.reserve(user('second'), ONE)).toBe('in-use')
  await advance(75 * MINUTE_MS)
  expect(await ledger.reserve(user('second'), ONE)).toBe('free')
})

test('a use that was paid is never forgotten', async () => {
  const ledger = ledgerOf('paid')
  await ledger.consume(user('first'))
  await evictDurableObject(ledger)
  await advance(90 * 24 * 60 * MINUTE_MS)
  expect(await ledger.availability('promo', ONE)).toBe('used-up')
  expect(await alarmOf(ledger)).toBeNull()
})

test('a bank debit keeps its use for ten days', async () => {
  const ledger = ledgerOf('debit')
  await ledger.reserve(user('first'), ONE)
  await ledger.extend(user('first'))
  await advance(9 * 24 * 60 * MINUTE_MS)
  expect(await ledger.availability('promo', ONE)).toBe('in-use')
  await advance(24 * 60 * MINUTE_MS)
  expect(await ledger.availability('promo', ONE)).toBe('free')
})

test('a released use is free at once; one that was paid is not released', async () => {
  const ledger = ledgerOf('released')
  await ledger.reserve(user('first'), ONE)
  await ledger.release('first')
  expect(await ledger.availability('promo', ONE)).toBe('free')
  await ledger.consume(user('second'))
  await ledger.release('second')
  expect(await ledger.availability('promo', ONE)).toBe('used-up')
})
