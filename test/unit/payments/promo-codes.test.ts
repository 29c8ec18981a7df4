/** Promotion codes: how they are read, who may use them, and what is left to pay. */
import { expect, test } from 'vitest'
import type { Coupon, PromotionCode } from '../../../src/clients/stripe/promotion-codes.ts'
import {
  codeFor,
  customerFor,
  isAutoCode,
  normalizeCode,
  subscriptionCodeError,
  validateCodeRules,
} from '../../../src/payments/rules/promo-codes.ts'

const now = Date.parse('2026-05-04T17:00:00Z')

function promo(over: Partial<PromotionCode> = {}, coupon: Partial<Coupon> = {}): PromotionCode {
  return {
    id: 'promo_1',
    code: 'WELCOME10',
    active: true,
    expiresAtMs: null,
    maxRedemptions: null,
    timesRedeemed: 0,
    customerId: null,
    firstTimeOnly: false,
    minimumCents: null,
    minimumCurrency: null,
    ...over,
    coupon: {
      id: 'WELCOME',
      name: 'Welcome',
      months: null,
      duration: 'forever',
      valid: true,
      percentOff: 10,
      amountOffCents: null,
      currency: null,
      redeemByMs: null,
      maxRedemptions: null,
      timesRedeemed: 0,
      products: null,
      ...coupon,
    },
  }
}

const order = { priceCents: 5000, nowMs: now }
const dollarsOff = (amountOffCents: number) => ({
  percentOff: null,
  amountOffCents,
  currency: 'usd',
})

test.each([
  ['10 %', promo(), 500, 4500],
  ['a third, rounded to the cent', promo({}, { percentOff: 33.33 }), 1667, 3333],
  ['$5 off', promo({}, dollarsOff(500)), 500, 4500],
  ['down to exactly $0.50', promo({}, dollarsOff(4950)), 4950, 50],
  [
    'a minimum that is met exactly',
    promo({ minimumCents: 5000, minimumCurrency: 'usd' }),
    500,
    4500,
  ],
  ['one use left of two', promo({ maxRedemptions: 2, timesRedeemed: 1 }), 500, 4500],
  ['a second before it expires', promo({ expiresAtMs: now + 1 }), 500, 4500],
])('%s', (_, code, discountCents, amountCents) => {
  expect(validateCodeRules(code, order)).toEqual({ ok: true, discountCents, amountCents })
})

test.each([
  ['unknown', null, 'promo-unknown'],
  ['switched off', promo({ active: false }), 'promo-inactive'],
  ['its coupon is no longer valid', promo({}, { valid: false }), 'promo-inactive'],
  ['expired', promo({ expiresAtMs: now, active: false }), 'promo-expired'],
  ['coupon past redeem_by', promo({}, { redeemByMs: now - 1, valid: false }), 'promo-expired'],
  ['used up', promo({ maxRedemptions: 1, timesRedeemed: 1, active: false }), 'promo-used-up'],
  ['coupon used up', promo({}, { maxRedemptions: 5, timesRedeemed: 5 }), 'promo-used-up'],
  ['in euros', promo({}, { ...dollarsOff(500), currency: 'eur' }), 'promo-currency'],
  ['minimum too high', promo({ minimumCents: 5001, minimumCurrency: 'usd' }), 'promo-minimum'],
  ['minimum in euros', promo({ minimumCents: 1, minimumCurrency: 'eur' }), 'promo-currency'],
  ['for other products', promo({}, { products: ['prod_membership'] }), 'promo-not-for-this'],
  ['an AUTO code', promo({ code: 'AUTO-DAY-PASS' }), 'promo-not-for-this'],
  ['free', promo({}, { percentOff: 100 }), 'promo-too-much'],
  ['under $0.50', promo({}, dollarsOff(4951)), 'promo-too-much'],
])('refused: %s', (_, code, reason) => {
  expect(validateCodeRules(code, order)).toEqual({ ok: false, code: reason })
})

test('a code of one customer is judged once it is known who buys', () => {
  const own = promo({ customerId: 'cus_1' })
  const refused = { ok: false, code: 'promo-customer' }
  expect(validateCodeRules(own, order).ok).toBe(true)
  expect(validateCodeRules(own, { ...order, customerId: 'cus_1' }).ok).toBe(true)
  expect(validateCodeRules(own, { ...order, customerId: 'cus_2' })).toEqual(refused)
  expect(validateCodeRules(own, { ...order, customerId: null })).toEqual(refused)
})

test.each([
  ['zero-width characters', '\u200bWELCOME\u200d10\ufeff', 'WELCOME10'],
  ['a soft hyphen', 'WEL\u00adCOME10', 'WELCOME10'],
  ['full-width letters', 'ＷＥＬＣＯＭＥ１０', 'WELCOME10'],
  ['marks of direction', '\u202aWELCOME10\u202c', 'WELCOME10'],
  ['a variation selector', 'WELCOME10\ufe0f', 'WELCOME10'],
  ['spaces, also without a break', ' WELCOME\u00a010\n', 'WELCOME10'],
  ['quotation marks', '“WELCOME10”', 'WELCOME10'],
  ['other quotation marks', '„WELCOME10‟', 'WELCOME10'],
  ['single ones', '‹WELCOME10›', 'WELCOME10'],
  ['marks of emphasis', '**WELCOME10**', 'WELCOME10'],
  ['brackets and a full stop', '(WELCOME10).', 'WELCOME10'],
  ['pictures around it', '🎉 WELCOME10 🎉', 'WELCOME10'],
  ['a bullet', '• WELCOME10', 'WELCOME10'],
  ['a dash as a bullet', '– WELCOME10', 'WELCOME10'],
  ['mathematical letters', '𝗪𝗘𝗟𝗖𝗢𝗠𝗘𝟭𝟬', 'WELCOME10'],
  ['a line break and a tab', 'WELCOME\r\n\t10', 'WELCOME10'],
  ['ideographic and narrow spaces', 'WEL\u3000COME\u202f10', 'WELCOME10'],
  ['a blank that shows nothing', 'WELCOME10\u3164', 'WELCOME10'],
  ['a space and a dash as a bullet, and more spaces', ' -  WELCOME10', 'WELCOME10'],
  ['spaces around its dash', 'SUMMER - 26', 'SUMMER-26'],
  ['a space after its dash', 'SUMMER- 26', 'SUMMER-26'],
  ['a figure dash', 'SUMMER‒26', 'SUMMER-26'],
  ['a horizontal bar', 'SUMMER―26', 'SUMMER-26'],
  ['a bullet for a dash', 'SUMMER⁃26', 'SUMMER-26'],
  ['a heavy minus', 'SUMMER➖26', 'SUMMER-26'],
  ['a superscript minus', 'SUMMER⁻26', 'SUMMER-26'],
  ['a small dash', 'SUMMER﹣26', 'SUMMER-26'],
  ['a Japanese long vowel', 'SUMMERー26', 'SUMMER-26'],
  ['a dash beside an invisible character', 'SUMMER\u200b–\u200b26', 'SUMMER-26'],
  ['letters that Stripe does not take', 'СКИДКА', 'СКИДКА'],
  ['only what cannot be seen', '\u200b\u00a0\ufeff', ''],
  ['an en dash', 'SUMMER–26', 'SUMMER-26'],
  ['an em dash', 'SUMMER—26', 'SUMMER-26'],
  ['a hyphen that does not break', 'SUMMER‑26', 'SUMMER-26'],
  ['a minus', 'SUMMER−26', 'SUMMER-26'],
  ['a full-width dash', 'SUMMER－26', 'SUMMER-26'],
  ['small letters, which Stripe does not tell apart', 'welcome10', 'welcome10'],
])('a code with %s is understood', (_, typed, code) => {
  expect(normalizeCode(typed)).toBe(code)
})

test.each(['%', '…', '“”', '***'])('signs alone are a code that nobody has: %s', (typed) => {
  expect(normalizeCode(typed)).not.toBe('')
})

test('an automatic code stays one, whatever dash it is typed with', () => {
  for (const dash of ['-', '‐', '‑', '–', '−', '－', '\u200b-'])
    expect(isAutoCode(normalizeCode(`AUTO${dash}FOUNDER`)), dash).toBe(true)
})

test.each([
  ['AUTO-FOUNDER', true],
  ['auto-founder', true],
  [' \tAUTO-FOUNDER\n', true],
  ['AUTOFOUNDER', false],
  ['NO-AUTO-FOUNDER', false],
])('whether %j is an automatic code: %s', (code, isAuto) => {
  expect(isAutoCode(code)).toBe(isAuto)
})

const everybodys = promo({ id: 'promo_all' })
const of1 = promo({ id: 'promo_1', customerId: 'cus_1' })
const of2 = promo({ id: 'promo_2', customerId: 'cus_2' })
const withOthers = (first: PromotionCode, ...others: PromotionCode[]) => ({ ...first, others })

test.each([
  ['the buyer’s own, found first', withOthers(of1, everybodys, of2), ['cus_1'], 'promo_1'],
  ['the buyer’s own among the others', withOthers(everybodys, of1, of2), ['cus_2'], 'promo_2'],
  ['the own one of a second customer', withOthers(of1, everybodys), ['cus_9', 'cus_1'], 'promo_1'],
  ['everybody’s, if none is the buyer’s', withOthers(of1, of2, everybodys), ['cus_9'], 'promo_all'],
  ['everybody’s, found first', withOthers(everybodys, of1), ['cus_9'], 'promo_all'],
  ['everybody’s, if the buyer is unknown', withOthers(of1, everybodys), [], 'promo_all'],
  ['the first, if all are for others', withOthers(of1, of2), ['cus_9'], 'promo_1'],
  ['the only one, though it is for another', of1, ['cus_9'], 'promo_1'],
  ['the only one, which is everybody’s', everybodys, ['cus_1'], 'promo_all'],
])('of the codes with one text it is %s', (_, code, customerIds, id) => {
  expect(codeFor(code, customerIds).id).toBe(id)
})

const buyer = { customerId: 'cus_1', customerIds: ['cus_1', 'cus_2'] }

test.each([
  ['whom the code is for', of2, buyer, 'cus_2'],
  ['the usual one, if the code is for another', promo({ customerId: 'cus_9' }), buyer, 'cus_1'],
  ['the usual one, if the code is for everybody', everybodys, buyer, 'cus_1'],
  ['the usual one, without a code', null, buyer, 'cus_1'],
  ['nobody, if the buyer is unknown', of1, null, null],
  ['nobody, without a code and a buyer', null, null, null],
])('the customer who buys is %s', (_, code, who, customerId) => {
  expect(customerFor(code, who)).toBe(customerId)
})

test.each([
  ['any code', promo(), null],
  ['an automatic code', promo({ code: 'AUTO-FOUNDER' }), null],
  ['a code for certain products', promo({}, { products: ['prod_membership'] }), null],
  ['an expired code', promo({ expiresAtMs: now }), 'promo-expired'],
  ['a code that is switched off', promo({ active: false }), 'promo-inactive'],
  ['a code of another customer', of2, 'promo-customer'],
  ['a minimum', promo({ minimumCents: 1, minimumCurrency: 'usd' }), 'promo-minimum-line'],
  ['a minimum of zero', promo({ minimumCents: 0, minimumCurrency: 'usd' }), 'promo-minimum-line'],
  [
    'an expired code with a minimum',
    promo({ expiresAtMs: now, minimumCents: 1, minimumCurrency: 'usd' }),
    'promo-expired',
  ],
])('on a subscription: %s', (_, code, error) => {
  expect(subscriptionCodeError(code, { nowMs: now, customerId: 'cus_1' })).toBe(error)
})
