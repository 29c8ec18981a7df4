/** Which products can be bought now, and for which day. */

import { Refusal } from '../core/refusals.ts'
import type { Day } from '../core/time.ts'
import type { PassConfig, PassContext } from './context.ts'
import { log } from './log.ts'
import { type Product, productOf } from './rules/catalog.ts'
import { passDayAt } from './rules/pass-day.ts'

/** A product with an unconfirmed setting is sold in test mode only. */
export function isForSale(product: Product, config: PassConfig): boolean {
  return (
    !config.isLiveMode ||
    !product.requiredSettings.some((setting) => config.unconfirmed.includes(setting))
  )
}

/** @throws Refusal `invalid-product` */
export function requireProduct(slug: string): Product {
  const product = productOf(slug)
  if (product) return product
  log.invalidProduct(slug)
  throw new Refusal('invalid-product', 'slug')
}

/** @throws Refusal `invalid-product`, `not-for-sale` */
export function productForSale(slug: string, config: PassConfig): Product {
  const product = requireProduct(slug)
  if (!isForSale(product, config)) throw new Refusal('not-for-sale', 'slug')
  return product
}

/** The day of a pass bought now by card. */
export function passDayNow(ctx: Pick<PassContext, 'config' | 'now'>): Day {
  return passDayAt(ctx.config, ctx.now())
}
