/** All members, passes and memberships, page by page: v1 returns at most 100 at once. */
import * as z from 'zod/mini'
import type { Day } from '../../core/time.ts'
import { MemberShape } from './members.ts'
import { MembershipShape } from './memberships.ts'
import { type Pass, PassShape, passFrom } from './passes.ts'

export interface ListedMember {
  id: string
  email: string
}

export interface ListedPass extends Pass {
  memberId: string
}

export interface ListedMembership {
  id: string
  memberId: string
  planId: string
  startDay: Day
  /** Its last day, if it ends. */
  endDay: Day | null
  /** In dollars, as in OfficeRnD. */
  price: number
}

/** One page, and the cursor of the next (v1: the header `rnd-cursor-next`, sent back as `$next`). */
export type ReadPage = <T>(
  shape: z.ZodMiniType<T>,
  path: string
) => Promise<{ items: T; next: string | null }>

/** 20,000 records. OfficeRnD allows about 400 reads per minute. */
const MAX_PAGES = 200

const Owner = z.union([
  z.string(),
  z.pipe(
    z.object({ _id: z.string() }),
    z.transform(({ _id }) => _id)
  ),
])

const OwnedPass = z.extend(PassShape, { member: z.nullish(Owner) })
const OwnedMembership = z.extend(MembershipShape, {
  member: z.nullish(Owner),
  endDate: z.nullish(z.string().check(z.minLength(10))),
})

export function lists(readPage: ReadPage) {
  /** Calls `visit` for each record. Returns `false` if the page limit was reached. */
  async function each<T>(shape: z.ZodMiniType<T>, path: string, visit: (one: T) => void) {
    let cursor: string | null = null
    for (let page = 0; page < MAX_PAGES; page++) {
      const at: string = cursor === null ? path : `${path}&$next=${encodeURIComponent(cursor)}`
      const { items, next } = await readPage(z.array(shape), at)
      for (const one of items) visit(one)
      if (next === null || next === cursor) return true
      cursor = next
    }
    return false
  }

  return {
    eachMember: (visit: (one: ListedMember) => void): Promise<boolean> =>
      each(MemberShape, '/members?$limit=100', ({ _id, email }) =>
        visit({ id: _id, email: email ?? '' })
      ),

    eachPass: (visit: (one: ListedPass) => void): Promise<boolean> =>
      each(OwnedPass, '/passes?$limit=100', (pass) =>
        visit({ ...passFrom(pass), memberId: pass.member ?? '' })
      ),

    eachMembership: (visit: (one: ListedMembership) => void): Promise<boolean> =>
      each(OwnedMembership, '/memberships?$limit=100', (one) =>
        visit({
          id: one._id,
          memberId: one.member ?? '',
          planId: one.plan,
          startDay: one.startDate.slice(0, 10),
          endDay: one.endDate?.slice(0, 10) ?? null,
          price: one.price,
        })
      ),
  }
}
