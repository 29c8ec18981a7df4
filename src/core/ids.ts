/** Deterministic ids that make repeated work recognisable: workflow ids, idempotency keys, e-mail tags. */
import { cutText } from './sanitize.ts'

/** Maximum length of a Stripe metadata value (docs.stripe.com/metadata). */
export const METADATA_VALUE_LENGTH = 500

/** The spelling of an e-mail address that identifies a person: trimmed and in lower case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** The mailbox behind an address: without what stands after a plus sign, and without the dots that Gmail ignores. */
export function mailboxOf(email: string): string {
  const [local = '', domain = ''] = normalizeEmail(email).split('@')
  const name = local.replace(/\+.*$/, '')
  return /^(gmail|googlemail)\.com$/.test(domain)
    ? `${name.replaceAll('.', '')}@gmail.com`
    : `${name}@${domain}`
}

/** SHA-256 of the parts in hex: an id for personal data that does not contain it. */
export async function sha256Hex(...parts: string[]): Promise<string> {
  const bytes = new TextEncoder().encode(parts.join('\n'))
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The workflow of an intent, or of a first invoice that was paid later, has the object's own id. */
export const workflowId = (objectId: string) => objectId

/** Whether a workflow id belongs to a pass workflow; otherwise it is a membership workflow. */
export const isPassWorkflow = (id: string) => id.startsWith('pi_') || id.endsWith('-debit-failed')

/** Workflow that releases an expired hold. A renewed hold has another expiry and so another id. */
export const expiredHoldWorkflowId = (attemptId: string, untilMs: number) =>
  `hold-${attemptId}-${untilMs}`

/** Workflow that cancels an unpaid intent; tried again under another time. */
export const expiredIntentWorkflowId = (intentId: string, atMs: number) =>
  `${intentId}-expired-${atMs}`

/** Workflow of a Stripe event about a subscription: one for each object and type. */
export const subscriptionEventWorkflowId = (objectId: string, type: string) => `${objectId}-${type}`
/** Workflow of a refund or dispute: one for each. `key` is the refunded sum or the object's id. */
export const refundWorkflowId = (paymentId: string, type: string, key: string | number) =>
  `${paymentId}-${type}-${key}`
/** Workflow of the days that a refund names after it was made; `key` tells what it names. */
export const cancelledDaysWorkflowId = (paymentId: string, key: string) =>
  `${paymentId}-days-cancelled-${key}`
/** Workflow that sends the e-mails that MailerSend did not accept during the sale's own workflow. */
export const unsentEmailsWorkflowId = (objectId: string) => `${objectId}-emails`
/** One for each payment: a debit begins once, another try is another charge of the same payment. */
export const debitBegunWorkflowId = (paymentId: string) => `${paymentId}-debit-begun`
/** Named after the charge, because the same payment can be tried and fail several times. */
export const debitFailedWorkflowId = (chargeId: string) => `${chargeId}-debit-failed`

/** Workflow that cancels an intent on which too many cards were declined. */
export const declinesWorkflowId = (intentId: string) => `${intentId}-declines`

/** Idempotency keys. `version` counts the different request bodies of one attempt. */
export const intentKey = (attemptId: string, version: number) => `${attemptId}:intent-${version}`
export const setupKey = (attemptId: string, version: number) => `${attemptId}:setup-${version}`

/** Named after the attempt, not the SetupIntent: a second card pays for the same subscription. */
export const subscriptionKey = (attemptId: string) => `${attemptId}:subscription`
export const payInvoiceKey = (setupId: string) => `${setupId}:pay`
export const initiationKind = { kind: 'initiation' }
export const refundKey = (intentId: string) => `${intentId}:refund`
export const customerKey = (hash: string) => `${hash}:customer`

/** The object that an idempotency key or an e-mail's tag belongs to: an attempt, an intent or a person. */
export const objectOfKey = (key: string): string => key.slice(0, key.indexOf(':'))

/**
 * Id of a calendar event, one for each day of a payment: 32 hex characters, which Google allows
 * (base32hex). `nth` counts the events created for that day.
 */
export async function eventId(intentId: string, day: string, nth = 1): Promise<string> {
  return (await sha256Hex(intentId, day, String(nth))).slice(0, 32)
}

/** Tag of an e-mail. It is searched for before a second try, because MailerSend has no idempotency keys. */
export const emailTag = (objectId: string, name: string) => `${objectId}:${name}`

/** Form fields as Stripe metadata: leaves out empty values and cuts long ones between two characters. */
export function toMetadata(fields: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(fields).filter((entry): entry is [string, string] => !!entry[1])
  return Object.fromEntries(
    entries.map(([key, value]) => [key, cutText(value, METADATA_VALUE_LENGTH)])
  )
}
