/** Whether a code typed by hand lowers the price of a purchase, and by how much. */
import { isAutoCode, judgePromo, type PromotionCode, type PromoVerdict } from '../rules/promo.ts'
import { wordsOf } from '../rules/refusals.ts'
import { productForSale } from './shelf.ts'
import type { World } from './world.ts'

export interface JudgedPromo {
  promo: PromotionCode | null
  verdict: PromoVerdict
}

/** `customerId` is left out while nobody knows who buys: then a code of one customer passes. */
export async function judgeCode(
  world: World,
  code: string,
  priceCents: number
): Promise<JudgedPromo> {
  const promo = isAutoCode(code) ? null : await world.stripe.promotionCode(code)
  if (isAutoCode(code)) return { promo, verdict: { ok: false, code: 'promo-not-for-this' } }
  return { promo, verdict: judgePromo(promo, { priceCents, nowMs: world.now() }) }
}

export async function validatePromo(world: World, order: { slug: string; code: string }) {
  const product = productForSale(order.slug, world.house)
  const { promo, verdict } = await judgeCode(world, order.code, product.priceCents)
  if (!verdict.ok)
    return { valid: false as const, error: wordsOf(verdict.code), code: verdict.code }
  return {
    valid: true as const,
    code: promo?.code ?? order.code,
    name: promo?.coupon.name ?? order.code,
    appliesTo: 'product' as const,
    discountCents: verdict.discountCents,
    amountCents: verdict.amountCents,
  }
}
