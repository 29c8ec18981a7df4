/** Reads the sold membership from the metadata that we wrote at Stripe. */

import type { Subscription, Terms } from '../clients/stripe/subscriptions.ts'
import { formatCents } from '../core/money.ts'
import { sanitizeText } from '../core/sanitize.ts'
import { formatDay } from '../core/time.ts'
import type { SoldPromo } from '../payments/promo-uses.ts'
import { isEmailAddress } from '../payments/rules/signs.ts'
import type { MembershipConfig } from './context.ts'
import { planOf } from './rules/plans.ts'
import type { ReducedMonths } from './rules/quote.ts'

export interface Signup {
  slug: string
  planName: string
  termsUrl: string
  /** What each month costs, after `reduced` if there is one. */
  monthlyCents: number
  reduced: ReducedMonths | null
  memberId: string
  firstName: string
  customerName: string
  email: string
  phone: string
  company: string
  referralSource: string
  notes: string
  /** Names of the applied codes. */
  promoName: string
  /** The typed code, if its uses are counted. */
  promo: (SoldPromo & { code: string }) | null
  attemptId: string
  /** Amount that was shown as due today, in cents, and when it was shown. */
  quotedCents: number
  quotedAtMs: number
  terms: Terms
  /** Subscription whose first card was declined, to be paid with this card; empty if there is none. */
  openSubscriptionId: string
}

/** The metadata keys without a valid value, each with what it must hold. Empty for a readable sign-up. */
export function faultsOf(metadata: Record<string, string>): string[] {
  return [
    metadata.track === '1' ? '' : 'track must be 1',
    isEmailAddress(metadata.email) ? '' : 'email must be the e-mail address of the customer',
    metadata.price_id ? '' : 'price_id must be the id of the price of the plan',
  ].filter(Boolean)
}

/** `null` unless the metadata is one of ours for a membership (Track 1) that can be read (`faultsOf`). */
export function parseSignup(metadata: Record<string, string>): Signup | null {
  if (faultsOf(metadata).length > 0) return null
  const { email = '' } = metadata
  const plan = planOf(metadata.plan ?? '')
  const text = (key: string) => sanitizeText(metadata[key] ?? '')
  return {
    // A plan that is no longer in the table was still sold.
    slug: metadata.plan ?? '',
    planName: plan?.name ?? text('plan'),
    termsUrl: plan?.termsUrl ?? '',
    monthlyCents: Number(metadata.monthly_cents ?? plan?.monthlyCents ?? 0),
    reduced: metadata.reduced_until
      ? { monthlyCents: Number(metadata.reduced_cents), until: metadata.reduced_until }
      : null,
    memberId: metadata.member_id ?? '',
    firstName: text('first_name') || 'there',
    customerName: text('customer_name') || email,
    email,
    phone: text('phone'),
    company: text('company'),
    referralSource: text('referral_source'),
    notes: text('notes'),
    promoName: text('promo_name'),
    promo: promoOf(metadata),
    attemptId: metadata.attempt_id ?? '',
    quotedCents: Number(metadata.quoted_cents),
    quotedAtMs: Date.parse(metadata.quoted_at ?? ''),
    terms: termsOf(metadata),
    openSubscriptionId: metadata.subscription_id ?? '',
  }
}

/** `'$300.00 a month'`, or both prices with the day between them. */
export function formatMonthly({ monthlyCents, reduced }: Signup): string {
  const later = `${formatCents(monthlyCents)} a month`
  if (!reduced) return later
  return `${formatCents(reduced.monthlyCents)} a month until ${formatDay(reduced.until)}, then ${later}`
}

function promoOf(metadata: Record<string, string>): Signup['promo'] {
  const { promo_id: id, coupon_id: couponId, promo_code: code = '' } = metadata
  if (!id || !couponId) return null
  return { id, couponId, code, isFirstTime: metadata.promo_first_time === 'yes' }
}

function termsOf(metadata: Record<string, string>): Terms {
  return {
    priceId: metadata.price_id ?? '',
    initiationProductId: metadata.initiation_product ?? '',
    initiationCents: Number(metadata.initiation_cents),
    anchorMs: metadata.anchor ? Number(metadata.anchor) * 1000 : null,
    autoPromoId: metadata.auto_promo_id ?? null,
    manualPromoId: metadata.promo_id ?? null,
  }
}

export interface BilledMembership {
  sale: Signup
  subscription: Subscription
  /** `'Visa ending in 4242'`, empty when unknown. */
  paymentMethod: string
  config: MembershipConfig
}
