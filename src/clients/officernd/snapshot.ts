/** Reads OfficeRnD's records once for a whole month, because one read per sale would be too many. */
import { normalizeEmail } from '../../core/ids.ts'
import type { Span } from '../../core/month.ts'
import { seattleDay } from '../../core/time.ts'
import type { Officernd } from './client.ts'
import type { Membership } from './memberships.ts'
import type { Pass } from './passes.ts'

export type OfficerndSnapshot = Awaited<ReturnType<typeof readSnapshot>>

/** A pass is for the next open days, and a bank debit takes up to four business days more. */
const AFTER_MS = 31 * 24 * 3600_000

export async function readSnapshot(
  officernd: Pick<Officernd, 'eachMember' | 'eachPass' | 'eachMembership'>,
  span: Span
) {
  const emails = new Map<string, string>()
  const sameEmail = new Map<string, string[]>()
  const passes = createIndex<Pass>()
  const memberships = createIndex<Membership>()
  const served = new Set<string>()
  const [first, last] = [seattleDay(span.fromMs), seattleDay(span.toMs + AFTER_MS)]
  const whole = [
    await officernd.eachMember(({ id, email }) => {
      emails.set(id, email)
      if (email) push(sameEmail, normalizeEmail(email), id)
    }),
    await officernd.eachPass((pass) => {
      served.add(pass.memberId ?? '')
      // A pass that does not say its days may be of this month.
      if ((pass.from ?? first) <= last && (pass.to ?? last) >= first) passes.add(pass)
    }),
    await officernd.eachMembership((membership) => {
      served.add(membership.memberId ?? '')
      memberships.add(membership)
    }),
  ]

  /** The given ids, and all ids with the same address: staff may have merged or recreated the member. */
  const allIds = (ids: readonly string[], email: string) => [
    ...new Set([...ids, ...(sameEmail.get(normalizeEmail(email)) ?? [])]),
  ]

  return {
    whole: whole.every(Boolean),
    isMember: (ids: readonly string[], email: string) =>
      allIds(ids, email).some((id) => emails.has(id)),
    /** Whether a member has or had a membership or a pass of any time. */
    isServed: (ids: readonly string[], email: string) =>
      allIds(ids, email).some((id) => served.has(id)),
    emailOf: (memberId: string) => emails.get(memberId) ?? '',
    pass: passes.get,
    passesOf: (ids: readonly string[], email: string) => passes.byMembers(allIds(ids, email)),
    membership: memberships.get,
    membershipsOf: (ids: readonly string[], email: string) =>
      memberships.byMembers(allIds(ids, email)),
    memberships: memberships.all,
  }
}

function createIndex<T extends { id: string; memberId: string | undefined }>() {
  const byId = new Map<string, T>()
  const byMember = new Map<string, T[]>()
  return {
    add(one: T): void {
      byId.set(one.id, one)
      push(byMember, one.memberId ?? '', one)
    },
    get: (id: string) => byId.get(id),
    byMembers: (ids: readonly string[]) => ids.flatMap((id) => byMember.get(id) ?? []),
    all: () => [...byId.values()],
  }
}

function push<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key)
  if (list) list.push(one)
  else lists.set(key, [one])
}
