/** Members. Several may share an e-mail address, and OfficeRnD does not prevent duplicates. */
import * as z from 'zod/mini'
import { log } from '../../core/log.ts'
import { seattleDay } from '../../core/time.ts'
import { UnreadableAnswer } from '../../core/vendor-error.ts'
import { type Created, lenient, orNull, type Requests, toUtcMidnight } from './read.ts'

export interface Person {
  name: string
  email: string
  phone: string
}

export const MemberShape = z.object({
  _id: lenient(z.string().check(z.minLength(1))),
  email: lenient(z.string()),
  status: lenient(z.string()),
  calculatedStatus: lenient(z.string()),
  createdAt: lenient(z.string()),
})

type Member = z.infer<typeof MemberShape>

/** Members without an address that are read one by one: a filtered list has hardly any. */
const MAX_READ_BY_ID = 5

const sameEmail = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()

export function members({ read, list, create }: Requests, officeId: string) {
  const memberById = (id: string) => read(MemberShape, `/members/${encodeURIComponent(id)}`)

  /** Whether a listed member has the address. A missing one is read by id; `null` says that there is none. */
  async function hasEmail(member: Member, email: string): Promise<boolean> {
    if (member.email === null) return false
    if (member.email !== undefined) return sameEmail(member.email, email)
    const found = member._id ? (await memberById(member._id)).email : undefined
    if (found === undefined) throw new UnreadableAnswer('officernd', 'GET /members (no email)')
    return found !== null && sameEmail(found, email)
  }

  return {
    /**
     * Ids of the members with this e-mail address, best match first.
     * If the list shows other members, `?email=` is ignored: that is logged, and only rows with the
     * address count. Otherwise a row without an address is read by id. An order without statuses or
     * dates is OfficeRnD's own.
     * @throws UnreadableAnswer when a row may be the member and has no readable address or id: "none"
     * would create a second member.
     */
    async findMembersByEmail(email: string): Promise<string[]> {
      const typed = email.trim()
      const spellings = [...new Set([typed.toLowerCase(), typed])]
      const found = await Promise.all(
        spellings.map((spelling) =>
          list(MemberShape, `/members?email=${encodeURIComponent(spelling)}`)
        )
      )
      const rows = found.flat()
      const isFiltered = rows.every((row) => !row.email || sameEmail(row.email, typed))
      if (!isFiltered) log.officerndUnfiltered('/members?email=')
      const judged = isFiltered ? rows : rows.filter((row) => row.email)
      if (judged.filter((row) => row.email === undefined).length > MAX_READ_BY_ID)
        throw new UnreadableAnswer('officernd', 'GET /members (no emails)')
      const matches = await Promise.all(judged.map((row) => hasEmail(row, typed)))
      const same = judged.filter((_, index) => matches[index]).sort(bestMatchFirst)
      if (same.some(({ _id }) => !_id))
        throw new UnreadableAnswer('officernd', 'GET /members (no id)')
      return [...new Set(same.map(({ _id }) => _id ?? ''))]
    },

    /**
     * Whether the member still exists with this address. An address that is not said counts as theirs:
     * ask only for a member that was created for it.
     */
    async isMember(id: string, email: string): Promise<boolean> {
      const found = await orNull(memberById(id))
      if (!found || found.email === null) return false
      return found.email === undefined || sameEmail(found.email, email)
    },

    /** Only the id of the answer counts. Without one the member exists all the same. */
    createMember(person: Person, nowMs: number): Promise<Created<Member>> {
      return create(MemberShape, '/members', {
        name: person.name,
        email: person.email.trim().toLowerCase(),
        phone: person.phone,
        office: officeId,
        startDate: toUtcMidnight(seattleDay(nowMs)),
      })
    },
  }
}

/** Member statuses, best match first. */
const STATUS_ORDER = ['active', 'drop-in', 'pending', 'lead', 'contact', 'former']

function bestMatchFirst(a: Member, b: Member): number {
  const rank = (member: Member) => {
    const at = STATUS_ORDER.indexOf(member.calculatedStatus ?? member.status ?? '')
    return at < 0 ? STATUS_ORDER.length : at
  }
  return rank(a) - rank(b) || (a.createdAt ?? '').localeCompare(b.createdAt ?? '')
}
