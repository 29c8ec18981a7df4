/** Request schemas and response types that several tracks share. */
import * as z from 'zod/mini'
import { parseEmail } from '../core/email-address.ts'
import { normalizeCode } from './rules/promo-codes.ts'

export const text = (max: number) => z.string().check(z.trim(), z.maxLength(max))
export const required = (max: number) =>
  z.string().check(z.trim(), z.minLength(1), z.maxLength(max))

/** An e-mail address with an ASCII domain. Text that is no address is refused. */
export const email = z.string().check(
  z.overwrite((typed) => parseEmail(typed) ?? ''),
  z.minLength(1),
  z.maxLength(254)
)
const code = z.string().check(z.overwrite(normalizeCode), z.maxLength(100))

/** Form fields of Tracks 1 and 3. Unknown fields are ignored. */
export const person = {
  firstName: required(100),
  lastName: required(100),
  email,
  phone: required(40),
  company: z.optional(text(200)),
  referralSource: z.optional(text(200)),
  notes: z.optional(text(2000)),
  promo: z.optional(code),
  attemptId: z.uuid(),
}

/** Body of a promotion code check, for a plan or a product. An invalid plan or product is refused first. */
export const ValidatePromo = z.object({
  code: code.check(z.minLength(1)),
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
