/** Request schemas and response types that several tracks share. */
import * as z from 'zod/mini'

export const text = (max: number) => z.string().check(z.trim(), z.maxLength(max))
export const required = (max: number) =>
  z.string().check(z.trim(), z.minLength(1), z.maxLength(max))

/** Form fields of Tracks 1 and 3. Unknown fields are ignored. */
export const person = {
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

/** Body of a promotion code check, for a plan or a product. An invalid plan or product is refused first. */
export const ValidatePromo = z.object({
  code: required(100),
  plan: z.optional(z.string()),
  slug: z.optional(z.string()),
})
export type ValidatePromo = z.infer<typeof ValidatePromo>

/** Body of every refusal; `field` is the invalid field of the request body. */
export interface RefusalResponse {
  error: string
  code: string
  field?: string
}
