/** Parses a purchase from the metadata that we wrote on its payment. Nothing sent by the page is trusted. */

import type { Payment } from '../clients/stripe/payments.ts'
import { sanitizeText } from '../core/sanitize.ts'
import { type Day, isDay } from '../core/time.ts'
import type { SoldPromo } from '../payments/promo-uses.ts'
import { isEmailAddress } from '../payments/rules/signs.ts'
import type { PassConfig } from './context.ts'
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
  promo: SoldPromo | null
  attemptId: string
}

/** The metadata keys without a valid value, each with what it must hold. Empty for a readable purchase. */
export function faultsOf(metadata: Record<string, string>): string[] {
  return [
    metadata.track === '3' ? '' : 'track must be 3',
    isEmailAddress(metadata.email) ? '' : 'email must be the e-mail address of the customer',
    isDay(metadata.pass_date ?? '') ? '' : 'pass_date must be the day of the pass, YYYY-MM-DD',
  ].filter(Boolean)
}

/** `null` if the payment is not a Track 3 purchase, or if it cannot be read (`faultsOf`). */
export function parsePassPurchase(
  { metadata }: Pick<Payment, 'metadata'>,
  fallbackName = ''
): PassPurchase | null {
  const { email = '', pass_date: passDate = '' } = metadata
  if (faultsOf(metadata).length > 0) return null
  const product = productOf(metadata.product ?? '')
  const text = (key: string) => sanitizeText(metadata[key] ?? '')
  const customerName = text('customer_name') || sanitizeText(fallbackName)
  return {
    // The product may no longer be in the catalog.
    slug: product?.slug ?? text('product'),
    productName: product?.name ?? text('product'),
    planId: product?.officerndPlanId ?? '',
    termsUrl: product?.termsUrl ?? '',
    memberId: metadata.member_id ?? '',
    firstName: text('first_name') || customerName.split(' ')[0] || 'there',
    customerName: customerName || email,
    email,
    phone: text('phone'),
    company: text('company'),
    referralSource: text('referral_source'),
    notes: text('notes'),
    passDate,
    promoName: text('promo_name'),
    promo:
      metadata.promo_id && metadata.coupon_id
        ? {
            id: metadata.promo_id,
            couponId: metadata.coupon_id,
            isFirstTime: metadata.promo_first_time === 'yes',
          }
        : null,
    attemptId: metadata.attempt_id ?? '',
  }
}

/**
 * The day that the pass must be for. That of a bank debit is fixed when its workflow first sees it
 * settled: the metadata then has `settled_at`, and `pass_date` is no longer the day shown on the page.
 */
export function passDayOf({ payment, sale, config }: PaidPass, nowMs: number): Day {
  if (payment.metadata.settled_at) return sale.passDate
  if (isDebit(payment)) return debitPassDay(config, nowMs)
  return cardPassDay(config, sale.passDate, payment.charge?.createdMs ?? payment.createdMs)
}

export function isDebit({ charge }: Payment): boolean {
  return charge?.paidBy === 'bank'
}

/** When the money arrived: a bank debit is charged days before it settles. */
export function paidAtMs({ charge, createdMs, metadata }: Payment): number {
  return Date.parse(metadata.settled_at ?? '') || (charge?.createdMs ?? createdMs)
}

/** The day of the pass as far as it is decided; `null` for a bank debit whose pass does not exist yet. */
export function knownPassDay({ payment, sale, config }: PaidPass): Day | null {
  const { charge, createdMs, metadata } = payment
  if (metadata.outcome === 'granted' || metadata.settled_at) return sale.passDate
  if (charge?.paidBy === 'bank') return null
  return cardPassDay(config, sale.passDate, charge?.createdMs ?? createdMs)
}

export type PaidPass = { payment: Payment; sale: PassPurchase; config: PassConfig }

/**
 * What happened to the pass of a refunded payment. `gone`: deleted. `used`: kept, the customer checked in.
 * `past`: kept, its day is over. `none`: there was no pass. `stuck`: OfficeRnD
 * failed, the team must check. `unknown`: one may exist, and its id is not known.
 */
export type RevokeResult = 'gone' | 'used' | 'past' | 'none' | 'stuck' | 'unknown'
