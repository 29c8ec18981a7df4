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
export interface PlanAnswer {
  slug: string
  name: string
  monthlyCents: number
  initiationCents: number
  prorated: boolean
  termsUrl: string
  forSale: boolean
}

/** What joining costs today, line by line; discounts are lines below zero. */
export interface QuoteAnswer {
  lines: { label: string; cents: number }[]
  dueTodayCents: number
  monthlyCents: number
  /** The day of the first renewal, `YYYY-MM-DD` in Seattle. */
  renewsOn: string
  /** ISO instant. */
  quotedAt: string
}

export interface AutoPromoAnswer {
  code: string
  name: string
  discountCents: number
}

/** `GET /plans/:slug`: all that the page needs, the auto promo already in the quote. */
export interface PlanPageAnswer {
  plan: PlanAnswer
  quote: QuoteAnswer
  autoPromo: AutoPromoAnswer | null
}

export type CreatePaymentAnswer =
  | {
      clientSecret: string
      setupIntentId: string
      memberId: string
      quote: QuoteAnswer
      attemptId: string
    }
  | { alreadyPaid: true; outcome: string }
/**
 * `requires-action` carries the secret of the first invoice for `stripe.handleNextAction`; `declined`
 * carries words, and Join can be pressed again.
 */
export interface CompleteCheckoutAnswer {
  outcome: 'active' | 'working' | 'requires-action' | 'declined' | 'already-member'
  clientSecret?: string
  error?: string
  subscriptionId?: string
}

/** A manual code lowers the plan's line, never the initiation fee's; `quote` has it taken off. */
export type ValidatePlanPromoAnswer =
  | {
      valid: true
      code: string
      name: string
      appliesTo: 'initiation' | 'plan'
      discountCents: number
      quote: QuoteAnswer
    }
  | { valid: false; error: string; code: string }
