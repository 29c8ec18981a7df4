/** Checks Turnstile tokens. Disabled unless `TURNSTILE_SECRET` is set. */
import type { MiddlewareHandler } from 'hono'
import { globalFetch } from '../../clients/shared-clients.ts'
import { verifyTurnstile } from '../../clients/turnstile.ts'
import { Refusal } from '../../core/refusals.ts'
import { parseList } from '../../core/settings.ts'
import { clientAddress } from './client-address.ts'

type Setting = {
  Bindings: { TURNSTILE_URL: string; TURNSTILE_SECRET?: string; ALLOWED_ORIGINS: string }
}

/**
 * Runs after the body is validated. The token is the body's `turnstileToken`; its action must be the
 * name of the path, e.g. `create-purchase`.
 */
export const requireTurnstile: MiddlewareHandler<Setting> = async (c, next) => {
  const { TURNSTILE_SECRET: secret, TURNSTILE_URL: url, ALLOWED_ORIGINS: origins } = c.env
  if (!secret) return next()
  const { turnstileToken } = await c.req.json<{ turnstileToken?: unknown }>()
  const config = {
    url,
    secret,
    hostnames: parseList(origins).map((origin) => new URL(origin).hostname),
  }
  const turnstile = {
    token: typeof turnstileToken === 'string' ? turnstileToken : '',
    action: c.req.path.slice(1),
    address: clientAddress(c),
  }
  if (!(await verifyTurnstile(config, turnstile, globalFetch))) throw new Refusal('not-a-person')
  return next()
}
