/** What comes in and what goes out: every request's body as a schema, every answer as a type. */
import * as z from 'zod/mini'

export const text = (max: number) => z.string().check(z.trim(), z.maxLength(max))
export const required = (max: number) =>
  z.string().check(z.trim(), z.minLength(1), z.maxLength(max))

/** Fields a person types in Tracks 1 and 3; unknown fields are ignored. */
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

/** For a plan or for a product: the one that is sent is looked at before the code. */
export const ValidatePromo = z.object({
  code: required(100),
  plan: z.optional(z.string()),
  slug: z.optional(z.string()),
})
export type ValidatePromo = z.infer<typeof ValidatePromo>

/** Every "no": `field` names the field of the body that is at fault. */
export interface RefusalResponse {
  error: string
  code: string
  field?: string
}
