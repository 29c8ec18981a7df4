/** Webflow's refusals: `{message, code, externalReference, details}`. */
import type { Context } from 'hono'

export function refuse(
  c: Context,
  status: 400 | 401 | 403 | 404 | 409 | 429,
  code: string,
  message: string
): Response {
  return c.json({ message, code, externalReference: null, details: [] }, status)
}

export const missing = (c: Context): Response =>
  refuse(c, 404, 'resource_not_found', 'Requested resource not found')
