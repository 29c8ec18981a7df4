/** How the uses of a limited coupon are counted: reserved, paid, redeemed, released, forgotten. */
import { beforeEach, describe, expect, test } from 'vitest'
import { RESERVATION_MS } from '../../../src/payments/intent-expiry.ts'
import {
  createPromoLedger,
  DEBIT_MS,
  type PromoLedger,
  type PromoLimits,
  RESERVED_MS,
} from '../../../src/payments/promo-ledger.ts'
import { memoryStorage } from '../../support/memory-storage.ts'

const DAY_MS = 24 * 3600_000

let nowMs = 0
let ledger: PromoLedger
beforeEach(() => {
  nowMs = Date.parse('2026-05-04T17:00:00Z')
  ledger = createPromoLedger(memoryStorage(), () => nowMs)
})

/** Each purchase has an e-mail address of its own unless one is named. */
const user = (holder: string, email = holder, promoId = 'promo') => ({ holder, promoId, email })
const ofCode = (max: number, redeemed = 0) => ({ ofCode: { max, redeemed }, ofCoupon: null })
const ofCoupon = (max: number, redeemed = 0) => ({ ofCode: null, ofCoupon: { max, redeemed } })

test('without a limit a use is always free', () => {
  const none = { ofCode: null, ofCoupon: null }
  for (const holder of ['one', 'two', 'three'])
    expect(ledger.reserve(user(holder), none)).toBe('free')
  ledger.consume(user('four'))
  expect(ledger.availability('promo', none)).toBe('free')
})

test('without a limit nobody is refused for what they have not paid', () => {
  const none = { ofCode: null, ofCoupon: null }
  for (const holder of ['one', 'two', 'three', 'four'])
    expect(ledger.reserve(user(holder, 'ada'), none)).toBe('free')
})

test('a code with no use left is used up', () => {
  expect(ledger.availability('promo', ofCode(0))).toBe('used-up')
  expect(ledger.availability('promo', ofCoupon(0))).toBe('used-up')
})

test('a reserved use is in use for others until its intent is cancelled, at most an hour and a quarter', () => {
  expect(ledger.reserve(user('one'), ofCode(1))).toBe('free')
  nowMs += RESERVED_MS - 1
  expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
  expect(ledger.reserve(user('two'), ofCode(1))).toBe('in-use')
  nowMs += 1
  expect(ledger.availability('promo', ofCode(1))).toBe('free')
})

test('its own reservation stands in nobody’s own way, and a second one renews it', () => {
  ledger.reserve(user('one'), ofCode(1))
  nowMs += RESERVED_MS - 1
  expect(ledger.reserve(user('one'), ofCode(1))).toBe('free')
  nowMs += RESERVED_MS - 1
  expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
})

test('a refused reservation keeps nothing', () => {
  ledger.reserve(user('one'), ofCode(1))
  ledger.reserve(user('two'), ofCode(1))
  ledger.release('one')
  expect(ledger.availability('promo', ofCode(1))).toBe('free')
})

test('of several uses one may be reserved and another still free', () => {
  ledger.reserve(user('one'), ofCode(2))
  expect(ledger.availability('promo', ofCode(2))).toBe('free')
  ledger.reserve(user('two'), ofCode(2))
  expect(ledger.availability('promo', ofCode(2))).toBe('in-use')
})

test('a code counts only its own uses, a coupon those of all its codes', () => {
  ledger.consume(user('one'))
  expect(ledger.availability('other', ofCode(1))).toBe('free')
  expect(ledger.availability('other', ofCoupon(1))).toBe('used-up')
  expect(ledger.availability('promo', ofCode(1))).toBe('used-up')
})

test('one paid and one reserved of two: in use, not used up', () => {
  ledger.consume(user('one'))
  ledger.reserve(user('two'), ofCode(2))
  expect(ledger.availability('promo', ofCode(2))).toBe('in-use')
})

test('a paid use is counted for ever, is not released and not shortened', () => {
  ledger.reserve(user('one'), ofCode(1))
  ledger.consume(user('one'))
  ledger.release('one')
  ledger.extend(user('one'))
  nowMs += 10 * DEBIT_MS
  expect(ledger.availability('promo', ofCode(1))).toBe('used-up')
})

test('a debit that is told of after it was paid does not shorten the use', () => {
  ledger.consume(user('one'))
  ledger.extend(user('one'))
  nowMs += DEBIT_MS
  expect(ledger.availability('promo', ofCode(1))).toBe('used-up')
})

test('a paid use counts once, though its reservation had expired', () => {
  ledger.reserve(user('one'), ofCode(2))
  nowMs += RESERVED_MS
  ledger.consume(user('one'))
  ledger.consume(user('one'))
  expect(ledger.availability('promo', ofCode(2))).toBe('free')
})

test('a debit keeps its use ten days', () => {
  ledger.reserve(user('one'), ofCode(1))
  ledger.extend(user('one'))
  nowMs += 10 * DAY_MS - 1
  expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
  nowMs += 1
  expect(ledger.availability('promo', ofCode(1))).toBe('free')
})

test('a debit that began before its purchase ended reserves nothing, though it is told of days later', () => {
  const begunMs = nowMs - 1
  ledger.reserve(user('one'), ofCode(1))
  ledger.release('one')
  nowMs += 9 * DAY_MS
  ledger.release('two')
  ledger.extend(user('one'), begunMs)
  expect(ledger.availability('promo', ofCode(1))).toBe('free')
  ledger.extend(user('one'), nowMs)
  expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
})

test('a release gives back its own use only', () => {
  ledger.reserve(user('one'), ofCode(2))
  ledger.reserve(user('two'), ofCode(2))
  ledger.release('one')
  expect(ledger.reserve(user('three'), ofCode(2))).toBe('free')
  expect(ledger.availability('promo', ofCode(2))).toBe('in-use')
})

test('a use is refused while a bank debit of the same person with a first-time code is under way', () => {
  const first = (holder: string) => ({ ...user(holder, 'ada'), isFirstTime: true })
  const none = { ofCode: null, ofCoupon: null }
  ledger.reserve(first('one'), none)
  ledger.extend(first('one'))
  nowMs += RESERVED_MS
  expect(ledger.reserve(first('two'), none)).toBe('pending')
  expect(ledger.reserve({ ...user('three', 'bob'), isFirstTime: true }, none)).toBe('free')
  ledger.consume(first('one'))
  expect(ledger.reserve(first('two'), none)).toBe('not-first')
})

describe('a use by a subscription', () => {
  const paid = { subscriptionId: 'sub_1', isPaid: true }
  const open = { subscriptionId: 'sub_1', isPaid: false }

  test.each([
    ['before Stripe has counted it', 0],
    ['after', 1],
  ])('is counted once, %s', (_, redeemed) => {
    ledger.reserve(user('one'), ofCode(2))
    ledger.redeem(user('one'), paid)
    expect(ledger.availability('promo', ofCode(1, redeemed))).toBe('used-up')
    expect(ledger.availability('promo', ofCode(2, redeemed))).toBe('free')
    expect(ledger.availability('promo', ofCoupon(2, redeemed))).toBe('free')
  })

  test('is counted beside those of passes, and those that staff have redeemed', () => {
    ledger.redeem(user('one'), paid)
    ledger.consume(user('two'))
    expect(ledger.availability('promo', ofCode(2, 1))).toBe('used-up')
    expect(ledger.availability('promo', ofCode(3, 1))).toBe('free')
    expect(ledger.availability('promo', ofCode(3, 2))).toBe('used-up')
  })

  test('whose first payment is open is kept until the subscription ends, whatever its set-up does', () => {
    ledger.reserve(user('one'), ofCode(1))
    ledger.redeem(user('one'), open)
    nowMs += RESERVED_MS
    ledger.release('one')
    expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
    ledger.releaseSubscription('sub_2')
    expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
    ledger.releaseSubscription('sub_1')
    expect(ledger.availability('promo', ofCode(1))).toBe('free')
  })

  test('that is paid stays counted when the subscription ends', () => {
    ledger.redeem(user('one'), paid)
    ledger.redeem(user('one'), open)
    ledger.releaseSubscription('sub_1')
    expect(ledger.availability('promo', ofCode(1))).toBe('used-up')
  })

  test('of another body of the same attempt does not end with the first', () => {
    ledger.redeem(user('one'), open)
    expect(ledger.reserve(user('one'), ofCode(1))).toBe('free')
    ledger.releaseSubscription('sub_1')
    expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
  })
})

describe('a reservation that is about to be charged', () => {
  test('is renewed while it lasts', () => {
    ledger.reserve(user('one'), ofCode(1))
    nowMs += RESERVED_MS - 1
    expect(ledger.renew(user('one'))).toBe(true)
    nowMs += RESERVED_MS - 1
    expect(ledger.availability('promo', ofCode(1))).toBe('in-use')
  })

  test('has lapsed: then it is asked for again', () => {
    ledger.reserve(user('one'), ofCode(1))
    expect(ledger.renew(user('one', 'one', 'other'))).toBe(false)
    nowMs += RESERVED_MS
    expect(ledger.renew(user('one'))).toBe(false)
  })

  test('is not shortened when it is paid', () => {
    ledger.consume(user('one'))
    expect(ledger.renew(user('one'))).toBe(true)
    nowMs += RESERVED_MS
    expect(ledger.availability('promo', ofCode(1))).toBe('used-up')
  })
})

test('what unpaid purchases leave stays below what an object can store, however many there are', () => {
  const storage = memoryStorage()
  ledger = createPromoLedger(storage, () => nowMs)
  const purchase = (nth: number) => user(crypto.randomUUID(), `${nth}`.padStart(64, '0'))
  const many = Array.from({ length: 20_000 }, (_, nth) => purchase(nth))
  storage.put(
    'grants',
    many.map((one) => ({ ...one, sinceMs: nowMs }))
  )
  storage.put(
    'ends',
    many.map(({ holder }) => ({ holder, atMs: nowMs }))
  )
  const newest = user('newest')
  expect(ledger.reserve(newest, ofCode(1))).toBe('free')
  ledger.release('newest')
  for (const list of ['grants', 'ends']) {
    const kept = storage.get<{ holder: string }[]>(list)
    expect(JSON.stringify(kept).length).toBeLessThan(2_000_000)
    expect(kept?.at(-1)?.holder).toBe('newest')
  }
})

describe('an e-mail address that does not pay', () => {
  /** A new purchase of the address each quarter of an hour, for a day. */
  function asksFor(aDay: { email: string; remaining?: PromoLimits; promoIds?: string[] }) {
    const { email, remaining = ofCode(1), promoIds = ['promo'] } = aDay
    const answers: string[] = []
    for (let nth = 0; nth < 96; nth++) {
      const promoId = promoIds[nth % promoIds.length]
      answers.push(ledger.reserve(user(`${email}-${nth}`, email, promoId), remaining))
      nowMs += RESERVATION_MS
      // The unpaid intent was cancelled.
      ledger.release(`${email}-${nth}`)
    }
    return answers
  }

  test('gets a code twice in 24 hours, and others get it in between', () => {
    const answers = asksFor({ email: 'mallory' })
    expect(answers.filter((answer) => answer === 'free')).toHaveLength(2)
    expect(answers.slice(2)).toEqual(answers.slice(2).map(() => 'reserved-twice'))
    expect(ledger.reserve(user('other'), ofCode(1))).toBe('free')
  })

  test('gets it again when the first of the two is a day ago', () => {
    ledger.reserve(user('one', 'ada'), ofCode(9))
    nowMs += DAY_MS - 1
    ledger.reserve(user('two', 'ada'), ofCode(9))
    nowMs += 1
    expect(ledger.reserve(user('three', 'ada'), ofCode(9))).toBe('free')
    expect(ledger.reserve(user('four', 'ada'), ofCode(9))).toBe('reserved-twice')
  })

  test('is counted for each code by itself, and for all codes of a coupon with a limit', () => {
    const promoIds = ['promo', 'other']
    const free = (answers: string[]) => answers.filter((answer) => answer === 'free').length
    expect(free(asksFor({ email: 'mallory', promoIds }))).toBe(4)
    expect(free(asksFor({ email: 'trudy', promoIds, remaining: ofCoupon(1) }))).toBe(2)
  })

  test('corrects the form as often as it likes, for half an hour each time', () => {
    for (let minute = 0; minute < 60; minute++) {
      expect(ledger.reserve(user('one', 'ada'), ofCode(1))).toBe('free')
      expect(ledger.reserve(user('two', 'bob'), ofCode(1))).toBe('in-use')
      nowMs += 60_000
    }
    expect(ledger.reserve(user('one', 'ada'), ofCode(1))).toBe('reserved-twice')
    ledger.release('one')
    expect(ledger.reserve(user('two', 'bob'), ofCode(1))).toBe('free')
  })

  test('does not get more by taking the code out and in again', () => {
    const answers = Array.from({ length: 40 }, () => {
      const answer = ledger.reserve(user('one', 'mallory'), ofCode(1))
      ledger.release('one')
      nowMs += RESERVATION_MS
      return answer
    })
    expect(answers.filter((answer) => answer === 'free')).toHaveLength(4)
  })

  test('is not counted for what it paid', () => {
    for (const holder of ['one', 'two', 'three', 'four']) {
      expect(ledger.reserve(user(holder, 'ada'), ofCode(9))).toBe('free')
      ledger.consume(user(holder))
    }
  })

  test.each([
    [true, 'free'],
    [false, 'reserved-twice'],
  ])('and took a membership whose first payment is made: %s', (isPaid, expected) => {
    for (const holder of ['one', 'two']) {
      ledger.reserve(user(holder, 'ada'), ofCode(9))
      ledger.redeem(user(holder, 'ada'), { subscriptionId: `sub_${holder}`, isPaid })
    }
    expect(ledger.reserve(user('three', 'ada'), ofCode(9))).toBe(expected)
  })

  test('has paid one of two: the other one counts', () => {
    for (const holder of ['one', 'two']) ledger.reserve(user(holder, 'ada'), ofCode(9))
    ledger.consume(user('one', 'ada'))
    expect(ledger.reserve(user('three', 'ada'), ofCode(9))).toBe('free')
    expect(ledger.reserve(user('four', 'ada'), ofCode(9))).toBe('reserved-twice')
  })

  test('that is refused reserves nothing', () => {
    ledger.reserve(user('one', 'ada'), ofCode(3))
    ledger.reserve(user('two', 'ada'), ofCode(3))
    expect(ledger.reserve(user('three', 'ada'), ofCode(3))).toBe('reserved-twice')
    expect(ledger.reserve(user('four'), ofCode(3))).toBe('free')
  })
})
