/** Reads Stripe's lists page by page, up to the number of requests that a Worker may make. */
import { log } from '../../core/log.ts'
import { asVendorError } from './errors.ts'

/** Items; the limit of Stripe's `autoPagingToArray`. */
export const MAX_LISTED = 10_000

/** Items, i.e. 200 pages of 100. Cloudflare limits the subrequests of one request to about a thousand. */
const MAX_READ = 20_000

/** List filter: created at `ms` (epoch milliseconds) or later. */
export const createdSince = (ms: number) => ({ gte: Math.floor(ms / 1000) })

/**
 * Calls `visit` for each item instead of collecting them, because a month may not fit in memory.
 * Returns `false` if the limit was reached.
 */
export async function forEachOf<T>(
  operation: string,
  found: AsyncIterable<T>,
  visit: (one: T) => void
): Promise<boolean> {
  let read = 0
  const all = async () => {
    for await (const one of found) {
      if (read === MAX_READ) return false
      read++
      visit(one)
    }
    return true
  }
  return asVendorError(operation, all())
}

/** Everything that `each` visits. A list that is too long for one run is logged: the oldest are missing. */
export async function collected<T, S>(
  operation: string,
  each: (span: S, visit: (one: T) => void) => Promise<boolean>,
  span: S
): Promise<T[]> {
  const all: T[] = []
  if (!(await each(span, (one) => void all.push(one)))) log.listCut(operation, all.length)
  return all
}

/** Stripe sends a related object either whole or as its id. */
export function idOf(of: string | { id: string } | null | undefined): string | null {
  return typeof of === 'string' ? of : (of?.id ?? null)
}
