/** Asks Turnstile whether a person has pressed the button; nothing of it unless its secret is set. */
import type { MiddlewareHandler } from 'hono'
import { globalFetch } from '../../clients/shared-clients.ts'
import { verifyTurnstile } from '../../clients/turnstile.ts'
import { Refusal } from '../../core/refusals.ts'
import { parseList } from '../../core/settings.ts'
import { clientAddress } from './app.ts'

type Setting = {
  Bindings: { TURNSTILE_URL: string; TURNSTILE_SECRET?: string; ALLOWED_ORIGINS: string }
}

/**
 * Comes after the body was found good. The token is the body's `turnstileToken`, made for an action of
 * the path's own name: `create-purchase`.
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
  const proof = {
    token: typeof turnstileToken === 'string' ? turnstileToken : '',
    action: c.req.path.slice(1),
    address: clientAddress(c),
  }
  if (!(await verifyTurnstile(config, proof, globalFetch))) throw new Refusal('not-a-person')
  return next()
}
