/** Rows of one member. OfficeRnD ignores a query parameter that it does not know, and then lists everybody's. */
import { log } from '../../core/log.ts'

/** The member's own rows, and those that do not say whose they are. */
export function ownRows<T extends { memberId: string | undefined }>(
  rows: readonly T[],
  memberId: string,
  path: string
): T[] {
  const own = rows.filter((row) => row.memberId === undefined || row.memberId === memberId)
  if (own.length < rows.length) log.officerndUnfiltered(path)
  return own
}
