/** Codes of a membership: the automatic one for its initiation fee, a manual one for the plan itself. */
import type { PromotionCode } from '../clients/stripe/promotion-codes.ts'
import { Refusal } from '../core/refusals.ts'
import type { World } from '../payments/context.ts'
import { isAutoCode, lineObjection } from '../payments/rules/promo-codes.ts'
import { autoCodeOf, type Plan } from './rules/plans.ts'

export interface PlanCodes {
  auto: PromotionCode | null
  manual: PromotionCode | null
}

/**
 * The automatic code is silent when it is missing, dead or does not fit; a manual one is refused in
 * words.
 * @throws Refusal `promo-…`
 */
export async function codesFor(world: World, plan: Plan, typed?: string): Promise<PlanCodes> {
  const [auto, manual] = await Promise.all([autoFor(world, plan), manualFor(world, plan, typed)])
  return { auto, manual }
}

/** The page works without it: whatever goes wrong, there is no automatic code. */
export async function autoFor(world: World, plan: Plan): Promise<PromotionCode | null> {
  try {
    const promo = await world.promotionCode(autoCodeOf(plan))
    if (!promo || lineObjection(promo, { nowMs: world.now() })) return null
    const { products } = promo.coupon
    return !products || products.includes(world.house.initiationProductId) ? promo : null
  } catch {
    return null
  }
}

async function manualFor(world: World, plan: Plan, typed = ''): Promise<PromotionCode | null> {
  const code = typed.trim()
  if (!code) return null
  if (isAutoCode(code)) {
    const own = code.toUpperCase() === autoCodeOf(plan)
    throw new Refusal(own ? 'promo-automatic' : 'promo-not-for-this', 'promo')
  }
  await world.door.admit('codes', code.toUpperCase())
  const promo = await world.promotionCode(code)
  const objection = promo ? lineObjection(promo, { nowMs: world.now() }) : 'promo-unknown'
  if (objection) throw new Refusal(objection, 'promo')
  return promo
}

/** What a manual code says about who may use it, once it is known who joins. */
export async function checkWho(
  world: World,
  manual: PromotionCode | null,
  customerId: string | null
): Promise<void> {
  if (!manual) return
  const objection = lineObjection(manual, { nowMs: world.now(), customerId })
  if (objection) throw new Refusal(objection, 'promo')
  if (manual.firstTimeOnly && customerId && (await world.stripe.hasTradedBefore(customerId)))
    throw new Refusal('promo-first-time', 'promo')
}
