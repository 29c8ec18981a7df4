/** What purchase.js, checkout.js and booking.js hand to their site scripts. */
import type {
  MEMBERSHIP_METHODS,
  PASS_METHODS,
  ROOM_METHODS,
} from '../../payments/rules/payment-methods.ts'

interface Common<Methods extends readonly string[]> {
  currency: 'usd'
  allowedPaymentMethodTypes: Methods[number][]
  appearance: Record<string, unknown> | undefined
}

/** Options of `stripe.elements`. */
export type ElementsOptions =
  | (Common<typeof PASS_METHODS> & { mode: 'payment'; amount: number })
  | (Common<typeof ROOM_METHODS> & { mode: 'payment'; amount: number })
  | (Common<typeof MEMBERSHIP_METHODS> & { mode: 'setup' })

interface Begun {
  alreadyPaid?: false
  clientSecret: string
  billing: { name: string; email: string; phone: string }
}

/** A payment that waits for its confirmation. */
export interface Purchase extends Begun {
  paymentIntentId: string
  memberId: string
  slug: string
  customerName: string
}

/** A means of payment that waits for its confirmation. */
export interface Joining extends Begun {
  setupIntent: string
  memberId: string
  plan: string
  promo: string
}

/** …or something that was paid for before; a booking waits for nothing else. */
export type Started = Purchase | Joining | Begun | { alreadyPaid: true }
