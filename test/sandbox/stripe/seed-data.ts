/** Coupons and promotion codes that every sandbox starts with: one for each possible outcome of a code. */
import type Stripe from 'stripe'
import { newCoupon } from './coupons.ts'
import { newPromotionCode, refresh } from './promotion-codes.ts'
import { seedProducts } from './seed-prices.ts'
import type { Store } from './store.ts'

interface Standing {
  code: string
  coupon: Stripe.CouponCreateParams
  terms?: Omit<Stripe.PromotionCodeCreateParams, 'promotion'>
  redeemed?: number
}

const DAY = 24 * 60 * 60

const standing = (now: number): Standing[] => [
  { code: 'WELCOME10', coupon: { percent_off: 10, duration: 'forever', name: '10% off' } },
  { code: 'FIVEOFF', coupon: { amount_off: 500, currency: 'usd', name: '$5 off' } },
  {
    code: 'EXPIRED',
    coupon: { percent_off: 20, name: '20% off, last month' },
    terms: { expires_at: now - DAY },
  },
  {
    code: 'USEDUP',
    coupon: { percent_off: 20, name: '20% off, taken' },
    terms: { max_redemptions: 1 },
    redeemed: 1,
  },
  {
    code: 'ONEONLY',
    coupon: { percent_off: 20, name: '20% off for one' },
    terms: { max_redemptions: 1 },
  },
  { code: 'NEARLYFREE', coupon: { amount_off: 4975, currency: 'usd', name: '$49.75 off' } },
  { code: 'EUROS', coupon: { amount_off: 500, currency: 'eur', name: '€5 off' } },
  {
    code: 'BIGSPENDER',
    coupon: { percent_off: 15, name: '15% off $100 or more' },
    terms: { restrictions: { minimum_amount: 10_000, minimum_amount_currency: 'usd' } },
  },
  {
    code: 'FIRSTTIME',
    coupon: { percent_off: 25, name: '25% off the first time' },
    terms: { restrictions: { first_time_transaction: true } },
  },
  {
    code: 'PAUSED',
    coupon: { percent_off: 10, name: '10% off, paused' },
    terms: { active: false },
  },
  { code: 'AUTO-DAY-PASS', coupon: { percent_off: 50, name: 'Half-price day pass' } },
  { code: 'AUTO-ALL-ACCESS', coupon: { percent_off: 50, name: 'Half-price initiation' } },
  {
    code: 'AUTO-STARTUP',
    coupon: { percent_off: 100, name: 'No initiation fee, last month' },
    terms: { expires_at: now - DAY },
  },
  { code: 'HALFONCE', coupon: { percent_off: 50, duration: 'once', name: 'Half price once' } },
  { code: 'TENFOREVER', coupon: { percent_off: 10, duration: 'forever', name: '10% for ever' } },
  {
    code: 'TWENTYTHREE',
    coupon: {
      percent_off: 20,
      duration: 'repeating',
      duration_in_months: 3,
      name: '20% for three months',
    },
  },
  {
    code: 'MEMBERSONLY',
    coupon: {
      percent_off: 10,
      name: '10% off membership',
      applies_to: { products: ['prod_membership'] },
    },
  },
]

export function seedStandingData(store: Store) {
  seedProducts(store)
  for (const { code, coupon, terms, redeemed = 0 } of standing(store.seconds())) {
    const id = code.toLowerCase().replaceAll('-', '_')
    const made = newCoupon(store, { id, duration: 'once', ...coupon })
    made.times_redeemed = redeemed
    const promotion = { type: 'coupon', coupon: made.id } as const
    newPromotionCode(store, { promotion, ...terms }, code).times_redeemed = redeemed
  }
  refresh(store)
}
