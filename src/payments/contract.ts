/** What comes in and what goes out: every request's body as a schema, every answer as a type. */
import * as z from 'zod/mini'

const text = (max: number) => z.string().check(z.trim(), z.maxLength(max))
const required = (max: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(max))

/** Fields a person types in Tracks 1 and 3; unknown fields are ignored. */
const person = {
  firstName: required(100),
  lastName: required(100),
  email: z.pipe(text(254), z.email()),
  phone: required(40),
  company: z.optional(text(200)),
  referralSource: z.optional(text(200)),
  notes: z.optional(text(2000)),
  promo: z.optional(text(100)),
  attemptId: z.uuid(),
}

export const CreatePurchase = z.object({ slug: z.string(), ...person })
export type CreatePurchase = z.infer<typeof CreatePurchase>

export const CompletePurchase = z.object({
  slug: z.string(),
  memberId: required(100),
  paymentIntentId: required(255),
  customerName: z.optional(text(250)),
})
export type CompletePurchase = z.infer<typeof CompletePurchase>

export const CreatePayment = z.object({ plan: z.string(), ...person })
export type CreatePayment = z.infer<typeof CreatePayment>

export const CompleteCheckout = z.object({
  plan: z.string(),
  memberId: required(100),
  setupIntentId: required(255),
  promo: z.optional(text(100)),
})
export type CompleteCheckout = z.infer<typeof CompleteCheckout>

/** For a plan or for a product: the one that is sent is looked at before the code. */
export const ValidatePromo = z.object({
  code: required(100),
  plan: z.optional(z.string()),
  slug: z.optional(z.string()),
})
export type ValidatePromo = z.infer<typeof ValidatePromo>

/** `GET /products` lists these; `termsUrl` is a path on the site. */
export interface ProductAnswer {
  slug: string
  name: string
  priceCents: number
  termsUrl: string
  forSale: boolean
}

/** `GET /products/:slug`; `passDate` is the day a card payment made now would buy. */
export interface ProductPageAnswer {
  product: ProductAnswer
  passDate: string
  passDateWords: string
}

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

export type ValidatePromoAnswer =
  | {
      valid: true
      code: string
      name: string
      appliesTo: 'product'
      discountCents: number
      amountCents: number
    }
  | { valid: false; error: string; code: string }

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

export type CreatePurchaseAnswer =
  | {
      clientSecret: string
      paymentIntentId: string
      memberId: string
      amountCents: number
      passDate: string
      attemptId: string
    }
  | { alreadyPaid: true; outcome: string }

export interface CompletePurchaseAnswer {
  outcome: 'granted' | 'pending' | 'working'
  passDate?: string
  receiptUrl?: string
}

/** Every "no": `field` names the field of the body that is at fault. */
export interface RefusalAnswer {
  error: string
  code: string
  field?: string
}
