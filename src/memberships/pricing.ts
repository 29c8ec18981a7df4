/** What joining costs: for the page by our own reckoning, for the till by Stripe's preview. */

import type { Subscription, Terms } from '../clients/stripe/subscriptions.ts'
import { messageFor, Refusal } from '../core/refusals.ts'
import type { MembershipContext } from './context.ts'
import { planForSale, requirePlan, termsFor } from './for-sale.ts'
import { type ResolvedCodes, resolveCodes } from './promo-codes.ts'
import type { Plan } from './rules/plans.ts'
import { firstInvoice, type Quote, quoteOf } from './rules/quote.ts'

/** The page's one answer: the plan, today's quote, the automatic code already taken off. */
export async function getPlanPage(ctx: MembershipContext, slug: string) {
  const plan = requirePlan(slug)
  const { auto } = await resolveCodes(ctx, plan)
  const atMs = ctx.now()
  const { anchorMs } = termsFor(plan, ctx.config, atMs, { auto, manual: null })
  const joining = { plan, atMs, anchorMs, auto, manual: null }
  const invoice = firstInvoice(joining)
  const autoPromo = auto && {
    code: auto.code,
    name: auto.coupon.name,
    discountCents: invoice.initiationDiscountCents,
  }
  return { plan, quote: quoteOf(joining, invoice), autoPromo }
}

/**
 * The price that binds, with what would be billed for it. An automatic code that Stripe refuses is
 * left out in silence.
 * @throws Refusal `promo-not-for-this`, `vendor-unavailable`
 */
export async function quoteFromStripe(
  ctx: MembershipContext,
  plan: Plan,
  codes: ResolvedCodes
): Promise<{ terms: Terms; quote: Quote; codes: ResolvedCodes; discountCents: number }> {
  const atMs = ctx.now()
  const terms = termsFor(plan, ctx.config, atMs, codes)
  const amounts = await ctx.stripe.previewFirstInvoice(terms)
  if (!amounts && codes.auto) return quoteFromStripe(ctx, plan, { ...codes, auto: null })
  if (!amounts && !codes.manual) throw new Refusal('vendor-unavailable')
  // A code that takes nothing off this plan, or that Stripe refuses on it, is for something else.
  if (!amounts || (codes.manual && amounts.planDiscountCents === 0))
    throw new Refusal('promo-not-for-this', 'promo')
  const quote = quoteOf({ plan, atMs, anchorMs: terms.anchorMs, ...codes }, amounts)
  return { terms, quote, codes, discountCents: amounts.planDiscountCents }
}

/** The price of a subscription that waits for a second card: its invoice stands as it was made. */
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
  order: { plan: string; code: string }
) {
  const plan = planForSale(order.plan, ctx.config)
  try {
    const codes = await resolveCodes(ctx, plan, order.code)
    if (!codes.manual) throw new Refusal('promo-unknown', 'promo')
    const { quote, discountCents } = await quoteFromStripe(ctx, plan, codes)
    return {
      valid: true as const,
      code: codes.manual.code,
      name: codes.manual.coupon.name,
      appliesTo: 'plan' as const,
      discountCents,
      quote,
    }
  } catch (error) {
    if (!(error instanceof Refusal && error.field === 'promo')) throw error
    return { valid: false as const, error: messageFor(error.code), code: error.code }
  }
}
