/** v1's lists: a bare array, `field=value` filters, `$limit` up to 100, cursors in the headers. */
import type { Context } from 'hono'
import { invalid } from './errors.ts'

/** Default and greatest page since 2024-04 (official page on API limits). */
const PAGE = 100

export function list<T extends { _id: string }>(c: Context, records: readonly T[]): Response {
  const query = Object.entries(c.req.query())
  const found = records.filter((record) =>
    query.every(([field, value]) => fits(record as Record<string, unknown>, field, value))
  )
  const size = limitOf(c.req.query('$limit'))
  const start = startOf(found, c.req.query('$next'), c.req.query('$prev'), size)
  const page = found.slice(start, start + size)
  const last = page.at(-1)
  if (last && start + size < found.length) c.header('rnd-cursor-next', last._id)
  if (page[0] && start > 0) c.header('rnd-cursor-prev', page[0]._id)
  return c.json(page)
}

/** Exact, capitals included; that an unknown parameter is ignored in v1 is unverified. */
function fits(record: Record<string, unknown>, field: string, value: string): boolean {
  return field.startsWith('$') || !(field in record) || String(record[field]) === value
}

function limitOf(said: string | undefined): number {
  if (said === undefined) return PAGE
  const limit = Number(said)
  // That more than 100 is refused rather than cut is unverified; a client must not rely on either.
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE) {
    throw invalid([`$limit must not be greater than ${PAGE}`])
  }
  return limit
}

function startOf(found: { _id: string }[], next?: string, prev?: string, size = PAGE): number {
  const at = (id: string) => {
    const index = found.findIndex((record) => record._id === id)
    if (index < 0) throw invalid(['Invalid cursor'])
    return index
  }
  if (next) return at(next) + 1
  if (prev) return Math.max(0, at(prev) - size)
  return 0
}
