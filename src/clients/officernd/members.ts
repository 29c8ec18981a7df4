/** Members. Several may share an e-mail address, and OfficeRnD does not prevent duplicates. */
import * as z from 'zod/mini'
import { seattleDay } from '../../core/time.ts'
import { oneOf, type Read, toUtcMidnight } from './read.ts'

export interface Person {
  name: string
  email: string
  phone: string
}

export const MemberShape = z.object({
  _id: z.string().check(z.minLength(1)),
  email: z.nullish(z.string()),
  status: z.nullish(z.string()),
  calculatedStatus: z.nullish(z.string()),
  createdAt: z.nullish(z.string()),
})

export function members(read: Read, officeId: string) {
  return {
    /** Ids of the members with this e-mail address, best match first. */
    async findMembersByEmail(email: string): Promise<string[]> {
      const typed = email.trim()
      const spellings = [...new Set([typed.toLowerCase(), typed])]
      const found = await Promise.all(
        spellings.map((spelling) =>
          read(z.array(MemberShape), `/members?email=${encodeURIComponent(spelling)}`)
        )
      )
      const same = found
        .flat()
        .filter((member) => member.email?.trim().toLowerCase() === typed.toLowerCase())
      return [...new Set(same.sort(bestMatchFirst).map((member) => member._id))]
    },

    async createMember(person: Person, nowMs: number): Promise<string> {
      const answer = await read(oneOf(MemberShape), '/members', {
        name: person.name,
        email: person.email.trim().toLowerCase(),
        phone: person.phone,
        office: officeId,
        startDate: toUtcMidnight(seattleDay(nowMs)),
      })
      return answer._id
    },
  }
}

/** Member statuses, best match first. */
const STATUS_ORDER = ['active', 'drop-in', 'pending', 'lead', 'contact', 'former']

function bestMatchFirst(a: z.infer<typeof MemberShape>, b: z.infer<typeof MemberShape>): number {
  const rank = (member: typeof a) => {
    const at = STATUS_ORDER.indexOf(member.calculatedStatus ?? member.status ?? '')
    return at < 0 ? STATUS_ORDER.length : at
  }
  return rank(a) - rank(b) || (a.createdAt ?? '').localeCompare(b.createdAt ?? '')
}
