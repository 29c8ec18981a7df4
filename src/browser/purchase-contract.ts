/** What purchase.js hands to the site script. */
import type { PASS_METHODS } from '../rules/payment-methods.ts'

export type PassMethod = (typeof PASS_METHODS)[number]

/** Options of `stripe.elements`. */
export interface PaymentOptions {
  mode: 'payment'
  amount: number
  currency: 'usd'
  allowedPaymentMethodTypes: PassMethod[]
  appearance: Record<string, unknown> | undefined
}

/** A payment that waits for its confirmation, or one that was made before. */
export type Purchase =
  | { alreadyPaid: true }
  | {
      alreadyPaid?: false
      clientSecret: string
      paymentIntentId: string
      memberId: string
      slug: string
      customerName: string
      billing: { name: string; email: string; phone: string }
    }
