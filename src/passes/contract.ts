/** Request schemas and response types of Track 3. */
import * as z from 'zod/mini'
import { greetingName, person, required } from '../payments/contract.ts'

export const CreatePurchase = z.object({ slug: z.string(), ...person })
export type CreatePurchase = z.infer<typeof CreatePurchase>
export const CompletePurchase = z.object({
  slug: z.string(),
  memberId: required(100),
  paymentIntentId: required(255),
  /** Only a greeting: one that is no name is left out, because whoever has paid is not refused. */
  customerName: z.optional(greetingName(250)),
})
export type CompletePurchase = z.infer<typeof CompletePurchase>

/** `GET /products` lists these; `termsUrl` is a path on the site. */
export interface ProductResponse {
  slug: string
  name: string
  priceCents: number
  termsUrl: string
  forSale: boolean
}

/** `GET /products/:slug`; `passDate` is the day a card payment made now would buy. */
export interface ProductPageResponse {
  product: ProductResponse
  passDate: string
  passDateWords: string
}

export type ValidatePromoResponse =
  | {
      valid: true
      code: string
      name: string
      appliesTo: 'product'
      discountCents: number
      amountCents: number
    }
  | { valid: false; error: string; code: string }
export type CreatePurchaseResponse =
  | {
      clientSecret: string
      paymentIntentId: string
      memberId: string
      amountCents: number
      passDate: string
      attemptId: string
    }
  | { alreadyPaid: true; outcome: string }

export interface CompletePurchaseResponse {
  outcome: 'granted' | 'pending' | 'working'
  passDate?: string
  receiptUrl?: string
}
