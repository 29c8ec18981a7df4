/** Where a request came from. */
import type { Context } from 'hono'

/** The client's IP address, set by the platform. A client cannot override it. */
export function clientAddress(c: Context): string {
  return c.req.header('cf-connecting-ip') ?? 'unknown'
}
