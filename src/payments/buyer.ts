/** Who buys, and the one intent of her attempt. */
import { log } from '../core/log.ts'
import { Refusal } from '../core/refusals.ts'
import type { Rpc } from '../core/rpc.ts'
import type { AttemptLedger } from './attempt-ledger.ts'
import type { RateLimit } from './rate-limit.ts'

/** What she types, in both tracks; `attemptId` is her tab's. */
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

/** Says in the log what the runbooks search for, then lets the failure go on its way. */
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

export function personFrom(order: BuyerForm) {
  return {
    name: `${order.firstName} ${order.lastName}`,
    email: order.email,
    phone: order.phone,
  }
}

/** Each intent of an attempt is counted once, under the body and the version it is made for. */
export function intentRateLimit(
  { rateLimit }: { rateLimit: RateLimit },
  attemptId: string,
  print: string
) {
  const name = (version: number) => `${attemptId}:${version}:${print}`
  return {
    look: (version: number) => rateLimit.check('intents', name(version)),
    admit: (version: number) => rateLimit.consume('intents', name(version)),
  }
}

/**
 * Keeps a new intent for the version it was made for, and gives it up when the same attempt has been
 * sent with another body meanwhile.
 * @throws Refusal `attempt-changed`
 */
export async function saveOrCancelIntent<T extends { id: string }>(
  attempt: Rpc<AttemptLedger>,
  version: number,
  made: T,
  cancel: (id: string) => Promise<unknown>
): Promise<T> {
  if (await attempt.saveIntent(version, made.id)) return made
  await cancel(made.id)
  throw new Refusal('attempt-changed')
}

/** The form as Stripe's metadata keeps it, for the run that reads it back. */
export function buyerMetadata(order: BuyerForm) {
  return {
    customer_name: `${order.firstName} ${order.lastName}`,
    first_name: order.firstName,
    last_name: order.lastName,
    email: order.email,
    phone: order.phone,
    company: order.company,
    referral_source: order.referralSource,
    notes: order.notes,
  }
}
