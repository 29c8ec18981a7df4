/**
 * Whether a promotion code may be used on a one-off purchase, and what is left to pay. Stripe takes
 * no promotion codes on PaymentIntents, so every check of its own is made here.
 */
import type { Coupon, PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { percentOf } from '../../core/money.ts'
import type { PromoRefusalCode } from '../../core/refusals.ts'

/** The least Stripe charges in US dollars (docs.stripe.com/currencies). */
const LEAST_CHARGE_CENTS = 50

export interface PromoOrder {
  priceCents: number
  nowMs: number
  /** Who buys, once known: a code for one customer is only judged then. */
  customerId?: string | null
}

export type PromoVerdict =
  | { ok: true; discountCents: number; amountCents: number }
  | { ok: false; code: PromoRefusalCode }

/** Codes that the membership page applies by itself; typed by hand they do nothing here. */
export function isAutoCode(code: string): boolean {
  return code.trim().toUpperCase().startsWith('AUTO-')
}

export function validateCodeRules(promo: PromotionCode | null, order: PromoOrder): PromoVerdict {
  const code = promo ? purchaseCodeError(promo, order) : 'promo-unknown'
  if (!promo || code) return { ok: false, code: code ?? 'promo-unknown' }
  const discountCents = Math.min(discountOf(promo.coupon, order.priceCents), order.priceCents)
  const amountCents = order.priceCents - discountCents
  if (amountCents < LEAST_CHARGE_CENTS) return { ok: false, code: 'promo-too-much' }
  return { ok: true, discountCents, amountCents }
}

function purchaseCodeError(promo: PromotionCode, order: PromoOrder): PromoRefusalCode | null {
  if (isAutoCode(promo.code)) return 'promo-not-for-this'
  const code = objection(promo, order)
  if (code) return code
  if (promo.coupon.products) return 'promo-not-for-this'
  if (promo.minimumCents !== null) {
    if (promo.minimumCurrency !== 'usd') return 'promo-currency'
    if (order.priceCents < promo.minimumCents) return 'promo-minimum'
  }
  return null
}

/** What speaks against a code on a subscription's line; `null` when nothing does. */
export function subscriptionCodeError(
  promo: PromotionCode,
  order: Omit<PromoOrder, 'priceCents'>
): PromoRefusalCode | null {
  const code = objection(promo, order)
  if (code) return code
  // Stripe refuses these on items and invoice items (docs.stripe.com/billing/subscriptions/coupons).
  if (promo.minimumCents !== null) return 'promo-minimum-line'
  return null
}

/** Whether anybody may use it at all now, in dollars, and this customer in particular. */
function objection(
  promo: PromotionCode,
  order: Omit<PromoOrder, 'priceCents'>
): PromoRefusalCode | null {
  const { coupon } = promo
  if (past(promo.expiresAtMs, order.nowMs) || past(coupon.redeemByMs, order.nowMs))
    return 'promo-expired'
  if (usedUp(promo) || usedUp(coupon)) return 'promo-used-up'
  if (!promo.active || !coupon.valid) return 'promo-inactive'
  if (coupon.percentOff === null && coupon.currency !== 'usd') return 'promo-currency'
  if (promo.customerId && order.customerId !== undefined && promo.customerId !== order.customerId)
    return 'promo-customer'
  return null
}

function past(limitMs: number | null, nowMs: number): boolean {
  return limitMs !== null && nowMs >= limitMs
}

function usedUp(of: { maxRedemptions: number | null; timesRedeemed: number }): boolean {
  return of.maxRedemptions !== null && of.timesRedeemed >= of.maxRedemptions
}

function discountOf(coupon: Coupon, priceCents: number): number {
  if (coupon.percentOff !== null) return percentOf(priceCents, coupon.percentOff)
  return coupon.amountOffCents ?? 0
}
