/** Reads prices from Stripe. */
import type Stripe from 'stripe'
import { VendorError } from '../../core/vendor-error.ts'
import { asVendorError } from './errors.ts'

export interface Price {
  /** `null`: the amount is not a whole number of cents, or the customer chooses it. */
  cents: number | null
  currency: string
  active: boolean
  /** `null`: paid once. The interval is `day`, `week`, `month` or `year`. */
  every: { count: number; interval: string } | null
}

export function prices(stripe: Stripe) {
  return {
    /** `null` when Stripe has no such price for this key. */
    async price(id: string): Promise<Price | null> {
      try {
        const price = await asVendorError('GET /v1/prices/:id', stripe.prices.retrieve(id))
        const { unit_amount: cents, currency, active, recurring } = price
        const every = recurring && { count: recurring.interval_count, interval: recurring.interval }
        return { cents, currency, active, every }
      } catch (error) {
        if (error instanceof VendorError && error.status === 404) return null
        throw error
      }
    },
  }
}
