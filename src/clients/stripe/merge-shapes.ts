/** What we read of Stripe's objects: payments with their receipts, and promotion codes. */
import type Stripe from 'stripe'
import type { Coupon, PromotionCode } from '../../payments/rules/promo-codes.ts'

/** A PaymentIntent; plain data, so that a durable step can remember it. */
export interface Payment {
  id: string
  status: Stripe.PaymentIntent.Status
  amountCents: number
  createdMs: number
  clientSecret: string
  customerId: string | null
  metadata: Record<string, string>
  charge: Charge | null
}

export interface Charge {
  id: string
  createdMs: number
  refundedCents: number
  paidBy: 'card' | 'bank' | 'other'
  receipt: Receipt | null
}

export interface Receipt {
  /** Stripe's number, or the charge's id while Stripe has sent no receipt of its own. */
  id: string
  url: string
  /** `'Visa ending in 4242'`, `'Chase ending in 6789'` */
  paymentMethod: string
}

export function paymentFrom(intent: Stripe.PaymentIntent): Payment {
  const charge = intent.latest_charge
  return {
    id: intent.id,
    status: intent.status,
    amountCents: intent.amount,
    createdMs: intent.created * 1000,
    clientSecret: intent.client_secret ?? '',
    customerId: idOf(intent.customer),
    metadata: intent.metadata,
    charge: charge && typeof charge === 'object' ? chargeFrom(charge) : null,
  }
}

/** All of it went back: nothing is owed for it any more. */
export function isRefunded({ charge, amountCents }: Payment): boolean {
  return charge !== null && charge.refundedCents >= amountCents
}

function chargeFrom(charge: Stripe.Charge): Charge {
  const type = charge.payment_method_details?.type
  return {
    id: charge.id,
    createdMs: charge.created * 1000,
    refundedCents: charge.amount_refunded,
    paidBy: type === 'card' ? 'card' : type === 'us_bank_account' ? 'bank' : 'other',
    receipt: receiptFrom(charge),
  }
}

/** `null` when the details cannot be read: the pass does not wait for them. */
function receiptFrom(charge: Stripe.Charge): Receipt | null {
  const paymentMethod = methodInWords(charge.payment_method_details)
  if (!paymentMethod || !charge.receipt_url) return null
  return { id: charge.receipt_number ?? charge.id, url: charge.receipt_url, paymentMethod }
}

interface MethodDetails {
  card?: { brand: string | null; last4: string | null }
  us_bank_account?: { bank_name: string | null; last4: string | null }
}

/** The same for what was charged and for what is kept to be charged. */
export function methodInWords(details: MethodDetails | null): string | null {
  const card = details?.card
  if (card?.last4) return `${capitalised(card.brand ?? 'card')} ending in ${card.last4}`
  const bank = details?.us_bank_account
  if (bank?.last4) return `${bank.bank_name ?? 'Bank account'} ending in ${bank.last4}`
  return null
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

const LASTS: Record<string, Coupon['lasts']> = { once: 'once', forever: 'for-ever' }

export function promotionFrom(promo: Stripe.PromotionCode): PromotionCode {
  const coupon = promo.promotion.coupon
  if (!coupon || typeof coupon === 'string') throw new Error('promotion code without its coupon')
  return {
    id: promo.id,
    code: promo.code,
    active: promo.active,
    expiresAtMs: milliseconds(promo.expires_at),
    maxRedemptions: promo.max_redemptions,
    timesRedeemed: promo.times_redeemed,
    customerId: idOf(promo.customer),
    firstTimeOnly: promo.restrictions.first_time_transaction,
    minimumCents: promo.restrictions.minimum_amount,
    minimumCurrency: promo.restrictions.minimum_amount_currency,
    coupon: {
      id: coupon.id,
      name: coupon.name ?? promo.code,
      lasts: LASTS[coupon.duration] ?? 'some-months',
      valid: coupon.valid,
      percentOff: coupon.percent_off,
      amountOffCents: coupon.amount_off,
      currency: coupon.currency,
      redeemByMs: milliseconds(coupon.redeem_by),
      maxRedemptions: coupon.max_redemptions,
      timesRedeemed: coupon.times_redeemed,
      products: coupon.applies_to?.products ?? null,
    },
  }
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000
}

/** Stripe sends a related object whole or as its id. */
export function idOf(of: string | { id: string } | null | undefined): string | null {
  return typeof of === 'string' ? of : (of?.id ?? null)
}
