/** The price of joining: the lines of the first invoice, as the page shows them before sign-up. */
import type { FirstInvoiceAmounts } from '../../clients/stripe/invoices.ts'
import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { percentOf } from '../../core/money.ts'
import { formatDay } from '../../core/time.ts'
import { oneMonthBefore, renewalDay } from './billing-anchor.ts'
import type { Plan } from './plans.ts'

export interface Quote {
  lines: { label: string; cents: number }[]
  dueTodayCents: number
  /** What each later month costs. */
  monthlyCents: number
  renewsOn: string
  quotedAt: string
}

export interface QuoteInput {
  plan: Plan
  atMs: number
  /** `null` for a plan billed from the day of joining. */
  anchorMs: number | null
  /** Lowers the initiation fee. */
  auto: PromotionCode | null
  /** Lowers the plan. */
  manual: PromotionCode | null
}

/**
 * The first invoice by our own calculation. Stripe prorates to the second
 * (docs.stripe.com/billing/subscriptions/prorations). It is unverified that Stripe rounds as we do, so
 * the binding price is the one of Stripe's preview.
 */
export function firstInvoice({
  plan,
  atMs,
  anchorMs,
  auto,
  manual,
}: QuoteInput): FirstInvoiceAmounts {
  const planCents = anchorMs === null ? plan.monthlyCents : proratedFirstMonth(plan, atMs, anchorMs)
  return {
    planCents,
    planDiscountCents: discountOf(manual, planCents),
    initiationCents: plan.initiationCents,
    initiationDiscountCents: discountOf(auto, plan.initiationCents),
  }
}

function proratedFirstMonth({ monthlyCents }: Plan, atMs: number, anchorMs: number): number {
  const remainingSeconds = Math.floor(anchorMs / 1000) - Math.floor(atMs / 1000)
  const periodSeconds = (anchorMs - oneMonthBefore(anchorMs)) / 1000
  return Math.round((monthlyCents * remainingSeconds) / periodSeconds)
}

/** What a code takes off a line, in cents: at most the whole line. */
export function discountOf(promo: PromotionCode | null, cents: number): number {
  if (!promo) return 0
  const { percentOff, amountOffCents } = promo.coupon
  const off = percentOff === null ? (amountOffCents ?? 0) : percentOf(cents, percentOff)
  return Math.min(off, cents)
}

export function quoteOf(input: QuoteInput, invoice: FirstInvoiceAmounts): Quote {
  const { plan, atMs, anchorMs, auto, manual } = input
  const renewsOn = renewalDay(atMs, anchorMs)
  const until = anchorMs === null ? 'first month' : `until ${formatDay(renewsOn)}`
  const lines = [
    { label: `${plan.name}, ${until}`, cents: invoice.planCents },
    ...discountLine(manual, invoice.planDiscountCents, onceNote(manual)),
    { label: 'Initiation fee, once', cents: invoice.initiationCents },
    ...discountLine(auto, invoice.initiationDiscountCents, ''),
  ]
  return {
    lines,
    dueTodayCents: lines.reduce((sum, line) => sum + line.cents, 0),
    monthlyCents: plan.monthlyCents - lastingDiscount(plan, manual),
    renewsOn,
    quotedAt: new Date(atMs).toISOString(),
  }
}

/** Monthly discount in cents. Only codes that last forever count: after others the full price is due. */
function lastingDiscount({ monthlyCents }: Plan, manual: PromotionCode | null): number {
  return manual?.coupon.duration === 'forever' ? discountOf(manual, monthlyCents) : 0
}

function discountLine(promo: PromotionCode | null, cents: number, note: string) {
  return promo && cents > 0 ? [{ label: `${promo.coupon.name}${note}`, cents: -cents }] : []
}

/** A code for one payment only lowers the first part month. The quote says so. */
function onceNote(promo: PromotionCode | null): string {
  return promo?.coupon.duration === 'once' ? ', on this first payment only' : ''
}
