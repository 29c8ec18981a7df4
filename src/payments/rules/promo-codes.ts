/**
 * Checks whether a promotion code may be used on a one-off purchase, and computes the amount to pay.
 * Stripe does not accept promotion codes on PaymentIntents, so its own checks are repeated here.
 */
import type { Coupon, PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { percentOf } from '../../core/money.ts'
import type { PromoRefusalCode } from '../../core/refusals.ts'

/** Stripe's minimum charge in US dollars (docs.stripe.com/currencies). */
const MIN_CHARGE_CENTS = 50

export interface PromoRequest {
  priceCents: number
  nowMs: number
  /** The buyer; `null` if not yet a Stripe customer, left out if unknown: then a code for one customer passes. */
  customerId?: string | null
}

export type PromoValidation =
  | { ok: true; discountCents: number; amountCents: number }
  | { ok: false; code: PromoRefusalCode }

/**
 * The code as Stripe stores it: A to Z, digits and dashes. Codes are pasted from newsletters, with invisible
 * characters, spaces, full-width characters, a dash that the mail program made longer, or with the bullet,
 * the quotation marks or the full stop around them. Signs alone stay: no code has them, and none was not meant.
 */
export function normalizeCode(typed: string): string {
  const shown = typed
    .normalize('NFKC')
    .replace(/(?!\s)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    // Also characters that only look like dashes: accent, bullet, minus, line and vowel sign.
    .replace(/[\p{Pd}\u02d7\u2043\u2212\u2500\u2796\u30fc]/gu, '-')
    .replace(/^\s*-\s+|\s/g, '')
  return shown.replace(/^[^\p{L}\p{N}-]+|[^\p{L}\p{N}-]+$/gu, '') || shown
}

/** Of the codes with one text that of the buyer, who may be several customers; else the code itself. */
export function codeFor(promo: PromotionCode, customerIds: readonly string[]): PromotionCode {
  const all = [promo, ...(promo.others ?? [])]
  const isOwn = ({ customerId }: PromotionCode) => customerId && customerIds.includes(customerId)
  return all.find(isOwn) ?? all.find(({ customerId }) => !customerId) ?? promo
}

/** The buyer's customer: the one whom the code is for, if they are several; `null` if there is none. */
export function customerFor(
  promo: PromotionCode | null,
  buyer: { customerId: string; customerIds: readonly string[] } | null
): string | null {
  const own = promo?.customerId ?? ''
  return buyer?.customerIds.includes(own) ? own : (buyer?.customerId ?? null)
}

/** Codes that the membership page applies automatically. A customer cannot type them. */
export function isAutoCode(code: string): boolean {
  return code.trim().toUpperCase().startsWith('AUTO-')
}

export function validateCodeRules(
  promo: PromotionCode | null,
  request: PromoRequest
): PromoValidation {
  const code = promo ? purchaseCodeError(promo, request) : 'promo-unknown'
  if (!promo || code) return { ok: false, code: code ?? 'promo-unknown' }
  const discountCents = Math.min(discountOf(promo.coupon, request.priceCents), request.priceCents)
  const amountCents = request.priceCents - discountCents
  if (amountCents < MIN_CHARGE_CENTS) return { ok: false, code: 'promo-too-much' }
  return { ok: true, discountCents, amountCents }
}

function purchaseCodeError(promo: PromotionCode, request: PromoRequest): PromoRefusalCode | null {
  if (isAutoCode(promo.code)) return 'promo-not-for-this'
  const code = codeError(promo, request)
  if (code) return code
  if (promo.coupon.products) return 'promo-not-for-this'
  if (promo.minimumCents !== null) {
    if (promo.minimumCurrency !== 'usd') return 'promo-currency'
    if (request.priceCents < promo.minimumCents) return 'promo-minimum'
  }
  return null
}

/** Why a code cannot be used on a subscription item; `null` if it can. */
export function subscriptionCodeError(
  promo: PromotionCode,
  request: Omit<PromoRequest, 'priceCents'>
): PromoRefusalCode | null {
  const code = codeError(promo, request)
  if (code) return code
  // Stripe refuses codes with a minimum on items and invoice items (docs.stripe.com/billing/subscriptions/coupons).
  if (promo.minimumCents !== null) return 'promo-minimum-line'
  return null
}

/** Checks that apply to every purchase: expiry, uses left, active, currency and customer. */
function codeError(
  promo: PromotionCode,
  request: Omit<PromoRequest, 'priceCents'>
): PromoRefusalCode | null {
  const { coupon } = promo
  if (isPast(promo.expiresAtMs, request.nowMs) || isPast(coupon.redeemByMs, request.nowMs))
    return 'promo-expired'
  if (isUsedUp(promo) || isUsedUp(coupon)) return 'promo-used-up'
  if (!promo.active || !coupon.valid) return 'promo-inactive'
  if (coupon.percentOff === null && coupon.currency !== 'usd') return 'promo-currency'
  if (
    promo.customerId &&
    request.customerId !== undefined &&
    promo.customerId !== request.customerId
  )
    return 'promo-customer'
  return null
}

function isPast(limitMs: number | null, nowMs: number): boolean {
  return limitMs !== null && nowMs >= limitMs
}

function isUsedUp(of: { maxRedemptions: number | null; timesRedeemed: number }): boolean {
  return of.maxRedemptions !== null && of.timesRedeemed >= of.maxRedemptions
}

function discountOf(coupon: Coupon, priceCents: number): number {
  if (coupon.percentOff !== null) return percentOf(priceCents, coupon.percentOff)
  return coupon.amountOffCents ?? 0
}
