/** Counts the members in OfficeRnD whom only unpaid purchases made. */
import type { OfficerndSnapshot } from '../clients/officernd/snapshot.ts'
import { normalizeEmail } from '../core/ids.ts'

/** A PaymentIntent or SetupIntent of ours. */
interface Begun {
  status: string
  metadata: Record<string, string>
}

/** Outcomes of a set-up card with which nothing was charged. */
const NOT_CHARGED = ['declined', 'requires-action', 'quote-changed', 'already-member']

export type UnpaidMembers = ReturnType<typeof unpaidMembers>

/**
 * The documents make a member before the payment (step 6), so an unpaid purchase leaves one. `take` each
 * intent of the month. Whoever paid, or has or had a membership or a pass, is not counted.
 */
export function unpaidMembers(records: Pick<OfficerndSnapshot, 'isMember' | 'isServed'>) {
  const paid = new Set<string>()
  const begun = new Map<string, string[]>()

  return {
    take({ status, metadata }: Begun): void {
      const { member_id: id, outcome = '' } = metadata
      const email = normalizeEmail(metadata.email ?? '')
      if (!id || !email) return
      const isUnderWay = status === 'succeeded' || status === 'processing'
      if (isUnderWay && !NOT_CHARGED.includes(outcome)) paid.add(email)
      begun.set(email, [...(begun.get(email) ?? []), id])
    },

    /** `null` if there is none. */
    note(): string | null {
      const unpaid = [...begun].filter(
        ([email, ids]) =>
          !paid.has(email) && records.isMember(ids, email) && !records.isServed(ids, email)
      )
      if (unpaid.length === 0) return null
      const members = unpaid.length === 1 ? '1 member' : `${unpaid.length} members`
      return `${members} without any payment: only unpaid purchases of this month made them in OfficeRnD.`
    },
  }
}
