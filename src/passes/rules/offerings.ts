/** What OfficeRnD says about the passes of a product, beside the product configuration. */
import {
  dollars,
  type Fact,
  type OfficerndPlans,
  type Value,
} from '../../payments/rules/offerings.ts'
import type { Product } from './catalog.ts'

/** The first fact is the price, which no vendor states: what is paid is said in the payment alone. */
export function productFacts(product: Product, officernd: OfficerndPlans): [Fact, ...Fact[]] {
  const there = officernd.data[product.slug]
  const price: Fact = {
    field: 'price',
    says: { code: dollars(product.priceCents) },
    mend: 'src/passes/rules/catalog.ts',
  }
  const valid: Fact = {
    field: 'validity of its passes',
    says: { code: 'at least 1', officernd: validity(there?.validityMonths ?? null) },
    mend: 'OfficeRnD, the plan, Passes validity: at 0 the kiosk refuses every pass',
  }
  return officernd.state === 'asked' ? [price, valid] : [price]
}

const validity = (months: number | null): Value =>
  months === null ? null : months >= 1 ? 'at least 1' : String(months)
