/** Discounts: what a coupon or a promotion code takes off, of what, and for how long. */
import type Stripe from 'stripe'
import { invalid, notModelled, refusal } from '../errors.ts'
import { letters, type Store } from '../store.ts'
import { monthsAfter } from './calendar.ts'

type Code = Stripe.PromotionCode

export type Given = { coupon?: string; discount?: string; promotion_code?: string }[] | ''

/** What the discount is to be put on. */
export interface Target {
  param: string
  /** Line level: one item or one invoice item. */
  line: boolean
  customer: string | null
  currency: string
  products: string[]
  at: number
  subtotal: number
}

export function readDiscounts(
  store: Store,
  given: Given | null | undefined,
  target: Target
): Stripe.Discount[] {
  const list = given || []
  const seen = new Set(list.map((one) => JSON.stringify(one)))
  // "Up to 20, unique": docs.stripe.com/billing/subscriptions/coupons; wording unverified.
  if (list.length > 20 || seen.size < list.length) {
    throw invalid('You may pass at most 20 different discounts.', { param: target.param })
  }
  return list.map((one, index) => {
    const at = { ...target, param: `${target.param}[${index}]` }
    const { coupon: id, discount, promotion_code: promo } = one
    if (discount) throw notModelled('reusing a discount', `${at.param}[discount]`)
    if ((id === undefined) === (promo === undefined)) {
      throw invalid('You must pass exactly one of coupon or promotion_code.', { param: at.param })
    }
    const code = promo ? checkedCode(store, promo, at) : undefined
    const coupon = store.get(
      'coupon',
      id ?? (code?.promotion.coupon as string),
      `${at.param}[coupon]`
    )
    checkCoupon(coupon, at)
    return newDiscount(coupon, code ?? null, at)
  })
}

/** The rules are PromotionCodes.d.ts's; the messages are unverified unless noted. */
function checkedCode(store: Store, id: string, target: Target): Stripe.PromotionCode {
  const param = `${target.param}[promotion_code]`
  const code = store.get('promotion_code', id, param)
  const { first_time_transaction: firstTime } = code.restrictions
  if (!code.active) {
    const lapsed = code.expires_at !== null && code.expires_at <= target.at
    throw refusal(`This promotion code ${lapsed ? 'has expired' : 'is inactive'}.`, { param })
  }
  if (code.customer && code.customer !== target.customer) {
    throw refusal('This promotion code cannot be redeemed by this customer.', { param })
  }
  // Wording as integrators quote it.
  if (firstTime && target.customer && hasTraded(store, target.customer)) {
    throw refusal(
      'This promotion code cannot be redeemed because the associated customer has prior transactions.',
      { param }
    )
  }
  // "can't be applied to subscription items or invoice items": docs.stripe.com/billing/subscriptions/coupons
  if (target.line && hasMinimum(code)) {
    throw refusal(
      'Promotion codes with a minimum amount cannot be applied to subscription items or invoice items.',
      { param }
    )
  }
  if (hasMinimum(code) && target.subtotal < minimumIn(code, target.currency)) {
    throw refusal('This promotion code requires a higher minimum amount.', { param })
  }
  return code
}

const hasMinimum = ({ restrictions: { minimum_amount: least, currency_options: more } }: Code) =>
  least !== null || Object.keys(more ?? {}).length > 0

/** A minimum that is not set for the currency is taken as never met; unverified. */
function minimumIn({ restrictions }: Code, currency: string): number {
  const { minimum_amount: least, minimum_amount_currency: base } = restrictions
  const option = restrictions.currency_options?.[currency]?.minimum_amount
  return option ?? (currency === base && least !== null ? least : Number.POSITIVE_INFINITY)
}

/** Any PaymentIntent, even one unpaid, or any invoice that is not void: same page, "first-time". */
const hasTraded = (store: Store, customer: string) =>
  store.all('payment_intent').some((one) => one.customer === customer) ||
  store.all('invoice').some((one) => one.customer === customer && one.status !== 'void')

function checkCoupon(coupon: Stripe.Coupon, { param, currency, products }: Target) {
  if (!coupon.valid) {
    // https://docs.stripe.com/error-codes#coupon-expired
    throw refusal(`Coupon expired: ${coupon.id}`, { code: 'coupon_expired', param })
  }
  if (coupon.currency && coupon.currency !== currency && !coupon.currency_options?.[currency]) {
    throw refusal(
      `The coupon's currency (${coupon.currency}) does not match the currency of what it is applied to (${currency}).`,
      { param }
    )
  }
  // That Stripe refuses, and does not merely take nothing off, is unverified for lines.
  if (products.some((product) => covers(coupon, product))) return
  throw refusal(
    `The coupon ${coupon.id} cannot be redeemed because it does not apply to anything in this order.`,
    { param }
  )
}

export const covers = (coupon: Stripe.Coupon, product: string) =>
  coupon.applies_to?.products.includes(product) ?? true

function newDiscount(
  coupon: Stripe.Coupon,
  code: Stripe.PromotionCode | null,
  { at, customer }: Target
): Stripe.Discount {
  const months = coupon.duration === 'repeating' ? coupon.duration_in_months : null
  return {
    id: `di_1${letters(23)}`,
    object: 'discount',
    checkout_session: null,
    customer,
    customer_account: null,
    // By time, not by number of invoices: a part month counts from its own first second.
    end: months === null ? null : monthsAfter(at, months),
    invoice: null,
    invoice_item: null,
    promotion_code: code?.id ?? null,
    source: { type: 'coupon', coupon: coupon.id },
    start: at,
    subscription: null,
    subscription_item: null,
  }
}

export const couponOf = (store: Store, discount: Stripe.Discount) =>
  store.tables.coupon.get(discount.source.coupon as string) as Stripe.Coupon

/** Whether an invoice made at this second still has it. */
export const isLive = (discount: Stripe.Discount, at: number) =>
  discount.end === null || at < discount.end

/** "once" is used up by the first finalized invoice: docs.stripe.com/billing/subscriptions/coupons */
export const outlives = (store: Store, discount: Stripe.Discount) =>
  couponOf(store, discount).duration !== 'once'

/** Stores the discount and counts the redemption; that a code on a line counts as redeemed is unverified. */
export function redeem(store: Store, discount: Stripe.Discount) {
  store.put('discount', discount)
  couponOf(store, discount).times_redeemed += 1
  const code = store.tables.promotion_code.get((discount.promotion_code as string | null) ?? '')
  if (code) code.times_redeemed += 1
}

/** What a coupon takes off an amount in a currency that it is for. */
export function cut(coupon: Stripe.Coupon, amount: number, currency: string): number {
  const amountOff = coupon.currency_options?.[currency]?.amount_off ?? coupon.amount_off
  const off = amountOff ?? Math.round((amount * (coupon.percent_off ?? 0)) / 100)
  // "never below zero": same page.
  return Math.min(off, amount)
}
