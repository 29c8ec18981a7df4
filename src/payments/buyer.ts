/** The buyer's form fields, and helpers for creating the one intent of an attempt. */
import type { MemberWriter } from '../clients/officernd/member-writer.ts'
import { normalizeEmail } from '../core/ids.ts'
import { log } from '../core/log.ts'
import { Refusal } from '../core/refusals.ts'
import type { Rpc } from '../core/rpc.ts'
import { type AttemptEntry, type AttemptLedger, isSameTrack } from './attempt-ledger.ts'
import type { RateLimit } from './rate-limit.ts'

/** Form fields of a purchase or a sign-up. `attemptId` is created by the browser tab. */
export interface BuyerForm {
  firstName: string
  lastName: string
  email: string
  phone: string
  company?: string | undefined
  referralSource?: string | undefined
  notes?: string | undefined
  promo?: string | undefined
  attemptId: string
}

/** Logs the sentence that the runbooks search for and rethrows. */
export async function logMemberFailure(
  path: string,
  create: () => Promise<string>
): Promise<string> {
  try {
    return await create()
  } catch (error) {
    log.memberCreationFailed(path, error)
    throw error
  }
}

export function personFrom(form: BuyerForm) {
  return {
    name: `${form.firstName} ${form.lastName}`,
    email: form.email,
    phone: form.phone,
  }
}

/**
 * The member of a customer whose address is written in other capitals at Stripe, as staff may have
 * written it at OfficeRnD: its list is filtered by the exact address. `null` if there is none.
 */
export async function memberInOtherCapitals(
  memberWriter: Rpc<Pick<MemberWriter, 'find'>>,
  known: { email: string } | null
): Promise<string | null> {
  const isOther = known && known.email !== normalizeEmail(known.email)
  return isOther ? memberWriter.find(known.email) : null
}

/** Rate limit for creating intents. Each version of an attempt is counted once. */
export function intentRateLimit(
  { rateLimit }: { rateLimit: RateLimit },
  attemptId: string,
  fingerprint: string
) {
  const name = (version: number) => `${attemptId}:${version}:${fingerprint}`
  return {
    check: (version: number) => rateLimit.check('intents', name(version)),
    consume: (version: number) => rateLimit.consume('intents', name(version)),
  }
}

/**
 * The current entry of an attempt, which belongs to the track that started it.
 * @throws Refusal `attempt-used`
 */
export async function readAttempt(
  attempt: Rpc<AttemptLedger>,
  fingerprint: string
): Promise<AttemptEntry | null> {
  const entry = await attempt.read()
  if (entry && !isSameTrack(entry, fingerprint)) throw new Refusal('attempt-used', 'attemptId')
  return entry
}

/**
 * Starts the version of an attempt that this request is.
 * @throws Refusal `attempt-used`
 */
export async function startVersion(
  attempt: Rpc<AttemptLedger>,
  fingerprint: string,
  usedIntentId?: string
): Promise<{ version: number; replacedIntentId?: string }> {
  const started = await attempt.startVersion(fingerprint, usedIntentId)
  if (!started) throw new Refusal('attempt-used', 'attemptId')
  return started
}

/**
 * Saves a new intent for its version, and when it expires unpaid. Cancels it if the attempt was sent with another body meanwhile.
 * @throws Refusal `attempt-changed`
 */
export async function saveOrCancelIntent<T extends { id: string }>(
  attempt: Rpc<AttemptLedger>,
  { version, expiresAtMs }: { version: number; expiresAtMs?: number },
  created: T,
  cancel: (id: string) => Promise<unknown>
): Promise<T> {
  if (await attempt.saveIntent(version, created.id, expiresAtMs)) return created
  await cancel(created.id)
  throw new Refusal('attempt-changed')
}

/** The form as Stripe metadata, which the workflow reads after payment. */
export function buyerMetadata(form: BuyerForm) {
  return {
    customer_name: `${form.firstName} ${form.lastName}`,
    first_name: form.firstName,
    last_name: form.lastName,
    email: form.email,
    phone: form.phone,
    company: form.company,
    referral_source: form.referralSource,
    notes: form.notes,
  }
}
