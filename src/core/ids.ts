/** Every name by which a thing already done is recognised: run ids, idempotency keys, letter tags. */

/** Stripe refuses longer metadata values (docs.stripe.com/metadata). */
const METADATA_VALUE_LENGTH = 500

/** The one spelling under which a person is known, whatever she typed. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** A name without personal data for something personal: SHA-256 in hex. */
export async function sha256Hex(...parts: string[]): Promise<string> {
  const bytes = new TextEncoder().encode(parts.join('\n'))
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The run that serves an intent, or a first invoice paid later, carries the object's own name. */
export const workflowId = (objectId: string) => objectId

/** Which of the two kinds of runs a name belongs to. */
export const isPassWorkflow = (id: string) => id.startsWith('pi_') || id.endsWith('-debit-failed')

/** The run that lets go of a hold, once for each time that a hold has run out. */
export const expiredHoldWorkflowId = (attemptId: string, untilMs: number) =>
  `hold-${attemptId}-${untilMs}`

/** Later news of a membership: one run for each thing that happens to an object. */
export const subscriptionEventWorkflowId = (objectId: string, what: string) => `${objectId}-${what}`
/** What happens to a payment's money after the sale; each refund and each dispute has its own run. */
export const refundWorkflowId = (paymentId: string, what: string, nth: string | number) =>
  `${paymentId}-${what}-${nth}`
/** The run that writes letters which MailerSend did not take while the sale was being served. */
export const unsentEmailsWorkflowId = (objectId: string) => `${objectId}-letters`
/** A debit that fails is a charge of its own: the same payment may be tried, and fail, again. */
export const debitFailedWorkflowId = (chargeId: string) => `${chargeId}-debit-failed`

/** `version` counts the bodies that one attempt has been sent with. */
export const intentKey = (attemptId: string, version: number) => `${attemptId}:intent-${version}`
export const setupKey = (attemptId: string, version: number) => `${attemptId}:setup-${version}`

/** The attempt's, not the set-up's: a second card pays for the subscription that is there already. */
export const subscriptionKey = (attemptId: string) => `${attemptId}:subscription`
export const payInvoiceKey = (setupId: string) => `${setupId}:pay`
export const initiationKind = { kind: 'initiation' }
export const refundKey = (intentId: string) => `${intentId}:refund`
export const customerKey = (hash: string) => `customer:${hash}`

/**
 * A calendar event's own id: letters and digits that Google takes (base32hex), one for each day of a
 * payment; `nth` counts the events made for that day.
 */
export async function eventId(intentId: string, day: string, nth = 1): Promise<string> {
  return (await sha256Hex(intentId, day, String(nth))).slice(0, 32)
}

/** A letter's tag, by which it is looked for before it is sent again; MailerSend has no keys. */
export const emailTag = (subjectId: string, letter: string) => `${subjectId}:${letter}`

/** Form fields as Stripe stores them: empty ones left out, long ones cut. */
export function toMetadata(fields: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(fields).filter((entry): entry is [string, string] => !!entry[1])
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value.slice(0, METADATA_VALUE_LENGTH)])
  )
}
