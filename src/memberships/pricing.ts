/** What joining costs: for the page by our own reckoning, for the till by Stripe's preview. */
import type { Subscription, Terms } from '../clients/stripe/subscriptions.ts'
import { Refusal, wordsOf } from '../core/refusals.ts'
import type { World } from '../payments/context.ts'
import { planForSale, planNamed, termsFor } from './for-sale.ts'
import { codesFor, type PlanCodes } from './promo-codes.ts'
import type { Plan } from './rules/plans.ts'
import { firstInvoice, type Quote, quoteOf } from './rules/quote.ts'

/** The page's one answer: the plan, today's quote, the automatic code already taken off. */
export async function planPage(world: World, slug: string) {
  const plan = planNamed(slug)
  const { auto } = await codesFor(world, plan)
  const atMs = world.now()
  const { anchorMs } = termsFor(plan, world.house, atMs, { auto, manual: null })
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
export async function priceNow(
  world: World,
  plan: Plan,
  codes: PlanCodes
): Promise<{ terms: Terms; quote: Quote; codes: PlanCodes; discountCents: number }> {
  const atMs = world.now()
  const terms = termsFor(plan, world.house, atMs, codes)
  const amounts = await world.stripe.previewJoining(terms)
  if (!amounts && codes.auto) return priceNow(world, plan, { ...codes, auto: null })
  if (!amounts && !codes.manual) throw new Refusal('vendor-unavailable')
  // A code that takes nothing off this plan, or that Stripe refuses on it, is for something else.
  if (!amounts || (codes.manual && amounts.planDiscountCents === 0))
    throw new Refusal('promo-not-for-this', 'promo')
  const quote = quoteOf({ plan, atMs, anchorMs: terms.anchorMs, ...codes }, amounts)
  return { terms, quote, codes, discountCents: amounts.planDiscountCents }
}

/** The price of a subscription that waits for a second card: its invoice stands as it was made. */
export function priceOfOpen(
  plan: Plan,
  codes: PlanCodes,
  { startMs, invoice }: Subscription,
  anchorMs: number | null
): Quote | null {
  return invoice && quoteOf({ plan, atMs: startMs, anchorMs, ...codes }, invoice.amounts)
}

export async function validatePlanPromo(world: World, order: { plan: string; code: string }) {
  const plan = planForSale(order.plan, world.house)
  try {
    const codes = await codesFor(world, plan, order.code)
    if (!codes.manual) throw new Refusal('promo-unknown', 'promo')
    const { quote, discountCents } = await priceNow(world, plan, codes)
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
    return { valid: false as const, error: wordsOf(error.code), code: error.code }
  }
}
