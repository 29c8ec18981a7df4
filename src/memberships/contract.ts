/** Requests and responses of Track 1: every body as a schema, every response as a type. */
import * as z from 'zod/mini'
import { person, required, text } from '../payments/contract.ts'

export const CreatePayment = z.object({ plan: z.string(), ...person })
export type CreatePayment = z.infer<typeof CreatePayment>
export const CompleteCheckout = z.object({
  plan: z.string(),
  memberId: required(100),
  setupIntentId: required(255),
  promo: z.optional(text(100)),
})
export type CompleteCheckout = z.infer<typeof CompleteCheckout>

/** `GET /plans` lists these. */
export interface PlanResponse {
  slug: string
  name: string
  monthlyCents: number
  initiationCents: number
  prorated: boolean
  termsUrl: string
  forSale: boolean
}

/** The price of joining today, line by line. Discounts are negative lines. */
export interface QuoteResponse {
  lines: { label: string; cents: number }[]
  dueTodayCents: number
  /** What each later month costs, after `reduced` if there is one. */
  monthlyCents: number
  /** The price of the renewals before a day (`YYYY-MM-DD`), under a code for some months. */
  reduced?: { monthlyCents: number; until: string }
  /** The day of the first renewal, `YYYY-MM-DD` in Seattle. */
  renewsOn: string
  /** ISO instant. */
  quotedAt: string
}

export interface AutoPromoResponse {
  code: string
  name: string
  discountCents: number
}

/** `GET /plans/:slug`: all that the page needs. The auto promo is already part of the quote. */
export interface PlanPageResponse {
  plan: PlanResponse
  quote: QuoteResponse
  autoPromo: AutoPromoResponse | null
}

export type CreatePaymentResponse =
  | {
      clientSecret: string
      setupIntentId: string
      memberId: string
      quote: QuoteResponse
      attemptId: string
    }
  | { alreadyPaid: true; outcome: string }

/**
 * `requires-action` carries the secret of the first invoice for `stripe.handleNextAction`; `declined`
 * carries an error text for the customer, who can try again.
 */
export interface CompleteCheckoutResponse {
  outcome: 'active' | 'working' | 'requires-action' | 'declined' | 'already-member'
  clientSecret?: string
  error?: string
  subscriptionId?: string
}

/** A manual code lowers the plan's line, never the initiation fee. `quote` already contains it. */
export type ValidatePlanPromoResponse =
  | {
      valid: true
      code: string
      name: string
      appliesTo: 'initiation' | 'plan'
      discountCents: number
      quote: QuoteResponse
    }
  | { valid: false; error: string; code: string }
