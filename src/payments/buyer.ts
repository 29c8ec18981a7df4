/** Who buys, and the one intent of her attempt. */
import { events } from '../core/log.ts'
import { Refusal } from '../core/refusals.ts'
import type { AttemptLedger } from './attempt-ledger.ts'
import type { Remote } from './context.ts'
import type { Door } from './rate-limit.ts'

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
export async function createMember(path: string, create: () => Promise<string>): Promise<string> {
  try {
    return await create()
  } catch (error) {
    events.memberCreationFailed(path, error)
    throw error
  }
}

export function personOf(order: BuyerForm) {
  return {
    name: `${order.firstName} ${order.lastName}`,
    email: order.email,
    phone: order.phone,
  }
}

/** Each intent of an attempt is counted once, under the body and the version it is made for. */
export function doorFor({ door }: { door: Door }, attemptId: string, print: string) {
  const name = (version: number) => `${attemptId}:${version}:${print}`
  return {
    look: (version: number) => door.look('intents', name(version)),
    admit: (version: number) => door.admit('intents', name(version)),
  }
}

/**
 * Keeps a new intent for the version it was made for, and gives it up when the same attempt has been
 * sent with another body meanwhile.
 * @throws Refusal `attempt-changed`
 */
export async function keepIntent<T extends { id: string }>(
  attempt: Remote<AttemptLedger>,
  version: number,
  made: T,
  cancel: (id: string) => Promise<unknown>
): Promise<T> {
  if (await attempt.keep(version, made.id)) return made
  await cancel(made.id)
  throw new Refusal('attempt-changed')
}

/** The form as Stripe's metadata keeps it, for the run that reads it back. */
export function formMetadata(order: BuyerForm) {
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
