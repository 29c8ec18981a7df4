/** How Stripe's lists are read: page by page, and no further than a Worker may ask. */
import { asVendorError } from './errors.ts'

/** As far as Stripe's package reads in one go; months of this house's business. */
export const MAX_LISTED = 10_000

/** 200 pages; a Worker may ask no more than some thousand things for one request. */
const MAX_READ = 20_000

/** A list's filter: made at an instant (milliseconds) or later. */
export const createdSince = (ms: number) => ({ gte: Math.floor(ms / 1000) })

/** Hands on one by one, for a month may be too much to hold; `false` when there are more than may be read. */
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

/** Stripe sends a related object whole or as its id. */
export function idOf(of: string | { id: string } | null | undefined): string | null {
  return typeof of === 'string' ? of : (of?.id ?? null)
}
