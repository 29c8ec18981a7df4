/** What comes in and what goes out: every request's body as a schema, every answer as a type. */
import * as z from 'zod'

const text = (max: number) => z.string().trim().max(max)
const required = (max: number) => text(max).min(1)

/** Fields a person types in Tracks 1 and 3; unknown fields are ignored. */
const person = {
  firstName: required(100),
  lastName: required(100),
  email: z.string().trim().max(254).pipe(z.email()),
  phone: required(40),
  company: text(200).optional(),
  referralSource: text(200).optional(),
  notes: text(2000).optional(),
  promo: text(100).optional(),
  attemptId: z.uuid(),
}

export const CreatePurchase = z.object({ slug: z.string(), ...person })
export type CreatePurchase = z.infer<typeof CreatePurchase>

export const CompletePurchase = z.object({
  slug: z.string(),
  memberId: required(100),
  paymentIntentId: required(255),
  customerName: text(250).optional(),
})
export type CompletePurchase = z.infer<typeof CompletePurchase>

export const ValidatePromo = z.object({ code: required(100), slug: z.string() })
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
