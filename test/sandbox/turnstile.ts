/**
 * Emulator of Turnstile's siteverify. A sandbox token contains its own result:
 * `person|<hostname>|<action>|<anything>`; it is valid once
 * (developers.cloudflare.com/turnstile/get-started/server-side-validation). `down|…` is a failing service.
 */
import { Hono } from 'hono'

export const SANDBOX_TURNSTILE_SECRET = 'sandbox-turnstile-secret'

export function createTurnstile(): Hono {
  const spent = new Set<string>()
  const app = new Hono()
  app.post('/siteverify', async (c) => {
    const { secret, response = '' } = await c.req.json<Record<string, string>>()
    const no = (code: string) => c.json({ success: false, 'error-codes': [code] })
    if (secret !== SANDBOX_TURNSTILE_SECRET) return no('invalid-input-secret')
    const [kind, hostname, action] = response.split('|')
    if (kind === 'down') return c.json({ success: false, 'error-codes': ['internal-error'] }, 503)
    if (kind !== 'person') return no('invalid-input-response')
    if (spent.has(response)) return no('timeout-or-duplicate')
    spent.add(response)
    const challenge_ts = new Date().toISOString()
    return c.json({ success: true, 'error-codes': [], challenge_ts, hostname, action })
  })
  return app
}
