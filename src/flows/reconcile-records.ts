/** What OfficeRnD holds, read once for a whole month: a read for each sale would be too many. */
import type { ListedMembership, ListedPass } from '../clients/officernd/lists.ts'
import { emailKey } from '../rules/keys.ts'
import type { Span } from '../rules/month.ts'
import { houseDay } from '../rules/time.ts'
import type { World } from './world.ts'

export type Records = Awaited<ReturnType<typeof readRecords>>

/** A pass is for the next open days, and a bank debit takes up to four business days more. */
const AFTER_MS = 31 * 24 * 3600_000

export async function readRecords({ officernd }: Pick<World, 'officernd'>, span: Span) {
  const emails = new Map<string, string>()
  const passes = new Map<string, ListedPass>()
  const memberships = new Map<string, ListedMembership>()
  const [first, last] = [houseDay(span.fromMs), houseDay(span.toMs + AFTER_MS)]
  const whole = [
    await officernd.eachMember(({ id, email }) => emails.set(id, emailKey(email))),
    await officernd.eachPass((pass) => {
      const inReach = pass.from <= last && (pass.to ?? last) >= first
      if (inReach) passes.set(pass.id, pass)
    }),
    await officernd.eachMembership((one) => memberships.set(one.id, one)),
  ]
  const addresses = new Set(emails.values())

  /** Hers by her id, or by her address when staff have merged or made her anew. */
  const isHers = (memberId: string, ids: readonly string[], email: string) =>
    ids.includes(memberId) || emails.get(memberId) === emailKey(email)

  return {
    whole: whole.every(Boolean),
    isMember: (ids: readonly string[], email: string) =>
      ids.some((id) => emails.has(id)) || addresses.has(emailKey(email)),
    pass: (id: string) => passes.get(id),
    passesOf: (ids: readonly string[], email: string) =>
      [...passes.values()].filter(({ memberId }) => isHers(memberId, ids, email)),
    membership: (id: string) => memberships.get(id),
    membershipsOf: (ids: readonly string[], email: string) =>
      [...memberships.values()].filter(({ memberId }) => isHers(memberId, ids, email)),
    memberships: () => [...memberships.values()],
    emailOf: (memberId: string) => emails.get(memberId) ?? '',
  }
}
