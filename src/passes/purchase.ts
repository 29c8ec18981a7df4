/** What was sold, read back from the metadata that we wrote on the payment: the only thing believed. */

import type { Payment } from '../clients/stripe/payments.ts'
import { sanitizeText } from '../core/sanitize.ts'
import type { Day } from '../core/time.ts'
import type { PassConfig, PassContext } from './context.ts'
import { productOf } from './rules/catalog.ts'
import { cardPassDay, debitPassDay } from './rules/pass-day.ts'

export interface PassPurchase {
  slug: string
  productName: string
  planId: string
  termsUrl: string
  memberId: string
  firstName: string
  customerName: string
  email: string
  phone: string
  company: string
  referralSource: string
  notes: string
  passDate: string
  promoName: string
  promo: { id: string; couponId: string } | null
  attemptId: string
}

/** `null` unless the payment is one of ours for a day pass or the like (Track 3). */
export function parsePassPurchase(
  { metadata }: Pick<Payment, 'metadata'>,
  fallbackName = ''
): PassPurchase | null {
  if (metadata.track !== '3' || !metadata.email || !metadata.pass_date) return null
  const product = productOf(metadata.product ?? '')
  const said = (key: string) => sanitizeText(metadata[key] ?? '')
  const customerName = said('customer_name') || sanitizeText(fallbackName)
  return {
    // What was sold stays sold when the catalog has moved on.
    slug: product?.slug ?? said('product'),
    productName: product?.name ?? said('product'),
    planId: product?.officerndPlanId ?? '',
    termsUrl: product?.termsUrl ?? '',
    memberId: metadata.member_id ?? '',
    firstName: said('first_name') || customerName.split(' ')[0] || 'there',
    customerName: customerName || metadata.email,
    email: metadata.email,
    phone: said('phone'),
    company: said('company'),
    referralSource: said('referral_source'),
    notes: said('notes'),
    passDate: metadata.pass_date,
    promoName: said('promo_name'),
    promo:
      metadata.promo_id && metadata.coupon_id
        ? { id: metadata.promo_id, couponId: metadata.coupon_id }
        : null,
    attemptId: metadata.attempt_id ?? '',
  }
}

export function passDayOf(ctx: PassContext, { payment, sale }: PaidPass, nowMs: number): Day {
  if (payment.charge?.paidBy === 'bank') return debitPassDay(ctx.config, nowMs)
  return cardPassDay(ctx.config, sale.passDate, payment.charge?.createdMs ?? payment.createdMs)
}

export type PaidPass = { payment: Payment; sale: PassPurchase; config: PassConfig }
/** What became of the pass: `used` on its day and `past` ones stay; `stuck` ones a person has to look at. */
export type RevokeResult = 'gone' | 'used' | 'past' | 'none' | 'stuck'
