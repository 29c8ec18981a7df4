/** The price of joining: for the plan page by our own rule, for the payment by Stripe's invoice preview. */

import type { FirstInvoiceAmounts } from '../clients/stripe/invoices.ts'
import type { Subscription, Terms } from '../clients/stripe/subscriptions.ts'
import { messageFor, Refusal } from '../core/refusals.ts'
import { isUsedUp } from '../payments/promo-uses.ts'
import type { MembershipContext } from './context.ts'
import { planForSale, requirePlan, termsFor } from './for-sale.ts'
import { type ResolvedCodes, resolveCodes } from './promo-codes.ts'
import type { Plan } from './rules/plans.ts'
import { firstInvoice, type Quote, type QuoteInput, quoteOf } from './rules/quote.ts'

/** Response of the plan page: the plan, and today's quote after the automatic code. */
export async function getPlanPage(ctx: MembershipContext, slug: string) {
  const plan = requirePlan(slug)
  const { auto } = await resolveCodes(ctx, plan)
  const atMs = ctx.now()
  const { anchorMs } = termsFor(plan, ctx.config, atMs, { auto, manual: null })
  const input = { plan, atMs, anchorMs, auto, manual: null }
  const invoice = firstInvoice(input)
  const autoPromo = auto && {
    code: auto.code,
    name: auto.coupon.name,
    discountCents: invoice.initiationDiscountCents,
  }
  return { plan, quote: quoteOf(input, invoice), autoPromo }
}

export interface Price {
  terms: Terms
  codes: ResolvedCodes
  /** As Stripe bills a customer who owes nothing and has no credit. */
  amounts: FirstInvoiceAmounts
  quote: Quote
  input: QuoteInput
}

/**
 * The binding price, with the terms that would be billed. If Stripe refuses the automatic code, the
 * price is quoted without it.
 * @throws Refusal `promo-not-for-this`, `vendor-unavailable`
 */
export async function quoteFromStripe(
  ctx: MembershipContext,
  plan: Plan,
  codes: ResolvedCodes
): Promise<Price> {
  const atMs = ctx.now()
  const terms = termsFor(plan, ctx.config, atMs, codes)
  const preview = await previewFor(ctx, terms, codes)
  const amounts = preview && (await withCodeItemized(ctx, terms, preview))
  if (!amounts && codes.auto) return quoteFromStripe(ctx, plan, { ...codes, auto: null })
  if (!amounts && !codes.manual) throw new Refusal('vendor-unavailable')
  // The manual code takes nothing off this plan, or Stripe refuses it for this plan.
  if (!amounts || (codes.manual && amounts.planDiscountCents === 0))
    throw new Refusal('promo-not-for-this', 'promo')
  const input = { plan, atMs, anchorMs: terms.anchorMs, ...codes }
  return { terms, codes, amounts, quote: quoteOf(input, amounts), input }
}

/** Two previews a second apart may differ by a cent. */
const DRIFT_CENTS = 1

/**
 * A code whose discount Stripe does not itemize has lowered the plan's own amount: it is judged by the
 * sum with it against the sum without.
 */
async function withCodeItemized(
  ctx: MembershipContext,
  terms: Terms,
  amounts: FirstInvoiceAmounts
): Promise<FirstInvoiceAmounts> {
  if (!terms.manualPromoId || amounts.planDiscountCents > 0) return amounts
  const full = await ctx.stripe.previewFirstInvoice({ ...terms, manualPromoId: null })
  const planDiscountCents = full ? full.planCents - amounts.planCents : 0
  if (!full || planDiscountCents <= DRIFT_CENTS) return amounts
  return { ...amounts, planCents: full.planCents, planDiscountCents }
}

/** A code for one customer is refused for others and for nobody: it is previewed for its own customer. */
async function previewFor(ctx: MembershipContext, terms: Terms, { manual }: ResolvedCodes) {
  if (!manual?.customerId) return ctx.stripe.previewFirstInvoice(terms)
  const amounts = await ctx.stripe.previewFirstInvoice(terms, manual.customerId)
  // What that customer owes is not the price, and nobody else's business.
  return amounts && { ...amounts, owedCents: 0 }
}

/** The same price with what this customer owes or has in credit from before. */
export function withOwed({ input, amounts }: Price, owedCents: number): Quote {
  return quoteOf(input, { ...amounts, owedCents })
}

/**
 * What Stripe would charge this customer beside plan and fee. If Stripe refuses the code for this customer, that
 * is told after the card is set up: told here, anybody could learn it about anybody.
 * @throws Refusal `vendor-unavailable`
 */
export async function owedBy(
  ctx: MembershipContext,
  { terms, codes, amounts: expected }: Price,
  customerId: string
): Promise<number> {
  const amounts = await ctx.stripe.previewFirstInvoice(terms, customerId)
  if (amounts) return amounts.owedCents
  if (codes.manual) return expected.owedCents
  throw new Refusal('vendor-unavailable')
}

/** The terms of a subscription that waits for another card. Its codes are redeemed: Stripe may refuse them in a preview. */
export async function termsOfOpen(
  ctx: MembershipContext,
  plan: Plan,
  codes: ResolvedCodes
): Promise<Price> {
  const price = await quoteFromStripe(ctx, plan, { auto: null, manual: null })
  const { auto, manual } = codes
  const redeemed = { autoPromoId: auto?.id ?? null, manualPromoId: manual?.id ?? null }
  return { ...price, codes, terms: { ...price.terms, ...redeemed } }
}

/** Price of a subscription that waits for another card: the amounts of its open invoice. */
export function quoteOfOpenInvoice(
  plan: Plan,
  codes: ResolvedCodes,
  { startMs, invoice }: Subscription,
  anchorMs: number | null
): Quote | null {
  return invoice && quoteOf({ plan, atMs: startMs, anchorMs, ...codes }, invoice.amounts)
}

export async function validatePlanPromo(
  ctx: MembershipContext,
  request: { plan: string; code: string }
) {
  const plan = planForSale(request.plan, ctx.config)
  try {
    const codes = await resolveCodes(ctx, plan, request.code)
    if (!codes.manual) throw new Refusal('promo-unknown', 'promo')
    if (await isUsedUp(ctx, codes.manual)) throw new Refusal('promo-used-up', 'promo')
    const { quote, amounts } = await quoteFromStripe(ctx, plan, codes)
    return {
      valid: true as const,
      code: codes.manual.code,
      name: codes.manual.coupon.name,
      appliesTo: 'plan' as const,
      discountCents: amounts.planDiscountCents,
      quote,
    }
  } catch (error) {
    if (!(error instanceof Refusal && error.field === 'promo')) throw error
    return { valid: false as const, error: messageFor(error.code), code: error.code }
  }
}
