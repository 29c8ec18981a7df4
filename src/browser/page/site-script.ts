/** Types that purchase.js, checkout.js and booking.js share with their site scripts. */
import type {
  MEMBERSHIP_METHODS,
  PASS_METHODS,
  ROOM_METHODS,
} from '../../payments/rules/payment-methods.ts'

interface CommonOptions<Methods extends readonly string[]> {
  currency: 'usd'
  allowedPaymentMethodTypes: Methods[number][]
  appearance: Record<string, unknown> | undefined
}

/** As the PaymentIntent has it: Stripe.js compares the two. */
interface PaymentOptions {
  mode: 'payment'
  amount: number
  captureMethod: 'automatic'
}

/** Options of `stripe.elements`. */
export type ElementsOptions =
  | (CommonOptions<typeof PASS_METHODS> & PaymentOptions)
  | (CommonOptions<typeof ROOM_METHODS> & PaymentOptions)
  | (CommonOptions<typeof MEMBERSHIP_METHODS> & { mode: 'setup' })

interface Unconfirmed {
  alreadyPaid?: false
  clientSecret: string
  billing: { name: string; email: string; phone: string }
}

/** A payment to be confirmed. */
export interface PassPayment extends Unconfirmed {
  paymentIntentId: string
  memberId: string
  slug: string
  customerName: string
}

/** A payment method to be confirmed. */
export interface MembershipSetup extends Unconfirmed {
  setupIntent: string
  memberId: string
  plan: string
  promo: string
}

/** Result of `_create()`: to be confirmed (a booking needs no further ids), or already paid. */
export type CreateResult = PassPayment | MembershipSetup | Unconfirmed | { alreadyPaid: true }
