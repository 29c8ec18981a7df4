/** The price of joining: the lines of the first invoice, as the page shows them before sign-up. */
import type { FirstInvoiceAmounts } from '../../clients/stripe/invoices.ts'
import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { percentOf } from '../../core/money.ts'
import { type Day, formatDay, seattleDay } from '../../core/time.ts'
import { monthsAfter, oneMonthBefore, renewalDay } from './billing-anchor.ts'
import type { Plan } from './plans.ts'

export interface Quote {
  lines: { label: string; cents: number }[]
  dueTodayCents: number
  /** What each later month costs, after `reduced` if there is one. */
  monthlyCents: number
  reduced?: ReducedMonths
  renewsOn: string
  quotedAt: string
}

/** What the renewals cost while a code for some months lasts, and the first day that costs more again. */
export interface ReducedMonths {
  monthlyCents: number
  until: Day
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
    owedCents: 0,
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
  const reduced = reducedMonths(input)
  const lines = [
    { label: `${plan.name}, ${until}`, cents: invoice.planCents },
    ...discountLine(manual, invoice.planDiscountCents, onceNote(manual, reduced)),
    { label: 'Initiation fee, once', cents: invoice.initiationCents },
    ...discountLine(auto, invoice.initiationDiscountCents, ''),
    ...owedLine(invoice),
  ]
  return {
    lines,
    dueTodayCents: lines.reduce((sum, line) => sum + line.cents, 0),
    monthlyCents: plan.monthlyCents - lastingDiscount(plan, manual),
    ...(reduced && { reduced }),
    renewsOn,
    quotedAt: new Date(atMs).toISOString(),
  }
}

/**
 * A code for some months counts them from the second of joining, so a part month takes one of them
 * (docs.stripe.com/billing/subscriptions/coupons). `null` when no renewal falls into them.
 */
function reducedMonths({ plan, atMs, anchorMs, manual }: QuoteInput): ReducedMonths | null {
  const months = manual?.coupon.duration === 'some-months' ? (manual.coupon.months ?? 0) : 0
  const endMs = monthsAfter(atMs, months)
  const renewalMs = (nth: number) =>
    anchorMs === null ? monthsAfter(atMs, nth + 1) : monthsAfter(anchorMs, nth)
  let renewals = 0
  while (renewalMs(renewals) < endMs) renewals++
  if (renewals === 0) return null
  const monthlyCents = plan.monthlyCents - discountOf(manual, plan.monthlyCents)
  return { monthlyCents, until: seattleDay(renewalMs(renewals)) }
}

/** Monthly discount in cents. Only codes that last forever count: after others the full price is due. */
function lastingDiscount({ monthlyCents }: Plan, manual: PromotionCode | null): number {
  return manual?.coupon.duration === 'forever' ? discountOf(manual, monthlyCents) : 0
}

function discountLine(promo: PromotionCode | null, cents: number, note: string) {
  return promo && cents > 0 ? [{ label: `${promo.coupon.name}${note}`, cents: -cents }] : []
}

/** A code that no renewal has lowers only the first part month. The quote says so. */
function onceNote(promo: PromotionCode | null, reduced: ReducedMonths | null): string {
  return promo?.coupon.duration !== 'forever' && !reduced ? ', on this first payment only' : ''
}

/** Stripe's least charge in cents; a smaller sum is added to the next invoice (docs.stripe.com/billing/customer/balance). */
const LEAST_CHARGE_CENTS = 50

/** Price of plan and fee after their discounts. */
function soldCents(invoice: FirstInvoiceAmounts): number {
  const { planCents, planDiscountCents, initiationCents, initiationDiscountCents } = invoice
  return planCents - planDiscountCents + initiationCents - initiationDiscountCents
}

/** What is charged beside plan and fee when the customer's balance at Stripe is `balanceCents`. */
export function owedFrom(invoice: FirstInvoiceAmounts, balanceCents: number): number {
  const sold = soldCents(invoice)
  const due = Math.max(0, sold + balanceCents)
  return (due < LEAST_CHARGE_CENTS ? 0 : due) - sold
}

function owedLine(invoice: FirstInvoiceAmounts) {
  const { owedCents } = invoice
  if (owedCents === 0) return []
  if (owedCents > 0) return [{ label: 'Owed from before', cents: owedCents }]
  const isSmall = soldCents(invoice) < LEAST_CHARGE_CENTS
  return [{ label: isSmall ? 'Added to the next payment' : 'Credit from before', cents: owedCents }]
}
