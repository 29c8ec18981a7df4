/** Request schemas and response types that several tracks share. What people type is cleaned here, once. */
import * as z from 'zod/mini'
import { parseEmail } from '../core/email-address.ts'
import { METADATA_VALUE_LENGTH } from '../core/ids.ts'
import { cleanLine, cleanName, cleanParagraphs, cutText, hasWebAddress } from '../core/sanitize.ts'
import { normalizeCode } from './rules/promo-codes.ts'

const WEB_ADDRESS = 'A name cannot contain a web address. Please write the name alone.'

const trimmed = z.overwrite<string>((typed) => typed.toWellFormed().trim())

/** Days and times: trimmed only, because a cleaned one would be another one. */
export const text = (max: number) => z.string().check(trimmed, z.maxLength(max))
/** An id; not empty. */
export const required = (max: number) => z.string().check(trimmed, z.minLength(1), z.maxLength(max))

/** One line that says something, such as a phone number. */
export const requiredLine = (max: number) =>
  z.string().check(z.overwrite(cleanLine), z.minLength(1), z.maxLength(max))

/** The name of a company or a show, or another short answer; may be empty. */
export const line = (max: number) => z.string().check(z.overwrite(cleanName), z.maxLength(max))

/** A person's name, in which a web address is refused with its own words. */
export const personName = (max: number) =>
  z.string().check(
    z.overwrite(cleanName),
    z.minLength(1),
    z.maxLength(max),
    z.refine((name) => !hasWebAddress(name), WEB_ADDRESS)
  )

/** A name that is left empty where `personName` refuses it. */
export const greetingName = (max: number) =>
  z.string().check(
    z.overwrite(cleanName),
    z.overwrite((name) => (hasWebAddress(name) ? '' : name)),
    z.maxLength(max)
  )

/** Notes that are kept whole. */
export const wholeParagraphs = (max: number) =>
  z.string().check(z.overwrite(cleanParagraphs), z.maxLength(max))

/** Notes; kept as far as Stripe's metadata can hold them. */
export const paragraphs = (max: number) =>
  z.string().check(
    z.overwrite(cleanParagraphs),
    z.maxLength(max),
    z.overwrite((notes) => cutText(notes, METADATA_VALUE_LENGTH))
  )

/** A UUID of the browser tab's, in lower case; the nil and the max UUID are nobody's own. */
export const attemptId = z.uuid().check(
  z.toLowerCase(),
  z.refine((id) => !/^([0-]+|[f-]+)$/.test(id), 'Please reload the page and try again.')
)

/** An e-mail address with an ASCII domain. Text that is no address is refused. */
export const email = z.string().check(
  z.overwrite((typed) => parseEmail(typed) ?? ''),
  z.minLength(1),
  z.maxLength(254)
)
const code = z.string().check(
  z.overwrite((typed) => normalizeCode(typed.toWellFormed())),
  z.maxLength(100)
)

/** Form fields of Tracks 1 and 3. Unknown fields are ignored. */
export const person = {
  firstName: personName(100),
  lastName: personName(100),
  email,
  phone: requiredLine(40),
  company: z.optional(line(200)),
  referralSource: z.optional(line(200)),
  notes: z.optional(paragraphs(2000)),
  promo: z.optional(code),
  attemptId,
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
