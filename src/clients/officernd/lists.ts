/** All members, passes and memberships, page by page: v1 returns at most 100 at once. */
import * as z from 'zod/mini'
import { MemberShape } from './members.ts'
import { type Membership, MembershipShape } from './memberships.ts'
import { type Pass, PassShape } from './passes.ts'

export interface ListedMember {
  id: string
  email: string
  /** Epoch milliseconds; 0 when it is not said. */
  createdMs: number
}

/** One page, and the cursor of the next (v1: the header `rnd-cursor-next`, sent back as `$next`). */
export type ReadPage = <T>(
  shape: z.ZodMiniType<T>,
  path: string
) => Promise<{ items: T; next: string | null }>

/** 20,000 records. OfficeRnD allows about 400 reads per minute. */
const MAX_PAGES = 200

/** Calls `visit` for each record of a list. Returns `false` if the page limit was reached. */
export async function eachOf<T>(
  readPage: ReadPage,
  shape: z.ZodMiniType<T>,
  path: string,
  visit: (one: T) => void,
  maxPages = MAX_PAGES
): Promise<boolean> {
  let cursor: string | null = null
  for (let page = 0; page < maxPages; page++) {
    const at: string = cursor === null ? path : `${path}&$next=${encodeURIComponent(cursor)}`
    const { items, next } = await readPage(z.array(shape), at)
    for (const one of items) visit(one)
    if (next === null || next === cursor) return true
    cursor = next
  }
  return false
}

/** Fields that are not said leave a record out of a comparison; they never stop the list. */
export function lists(readPage: ReadPage) {
  return {
    eachMember: (visit: (one: ListedMember) => void): Promise<boolean> =>
      eachOf(readPage, MemberShape, '/members?$limit=100', ({ _id, email, createdAt }) =>
        visit({ id: _id ?? '', email: email ?? '', createdMs: Date.parse(createdAt ?? '') || 0 })
      ),

    eachPass: (visit: (one: Pass) => void): Promise<boolean> =>
      eachOf(readPage, PassShape, '/passes?$limit=100', visit),

    eachMembership: (visit: (one: Membership) => void): Promise<boolean> =>
      eachOf(readPage, MembershipShape, '/memberships?$limit=100', visit),
  }
}
