/** What the tests of Google share: the sandbox's account, signed assertions and a way to ask. */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import type { Hono } from 'hono'
import { importPKCS8, SignJWT } from 'jose'

const env = parseEnv(readFileSync(new URL('../sandbox/bookings.env', import.meta.url), 'utf8'))
export const EMAIL = env.GOOGLE_SERVICE_ACCOUNT_EMAIL ?? ''
export const PRIVATE_KEY = env.GOOGLE_PRIVATE_KEY ?? ''

export const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const SCOPES = 'https://www.googleapis.com/auth/'

/** As a good client would sign it, but for what is said otherwise; `undefined` leaves a claim out. */
export async function assertion(nowMs: number, claims: Record<string, unknown> = {}, pem?: string) {
  const now = Math.floor(nowMs / 1000)
  const key = await importPKCS8(pem ?? PRIVATE_KEY.replaceAll('\\n', '\n'), 'RS256')
  return new SignJWT({
    iss: EMAIL,
    scope: `${SCOPES}calendar.events`,
    aud: 'https://oauth2.googleapis.com/token',
    iat: now,
    exp: now + 3600,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(key)
}

export async function tokenFrom(app: Hono, nowMs: number, scope = 'calendar.events') {
  const body = new URLSearchParams({
    grant_type: GRANT,
    assertion: await assertion(nowMs, { scope: SCOPES + scope }),
  })
  const answer = await app.request('/token', { method: 'POST', body })
  return ((await answer.json()) as { access_token: string }).access_token
}

/** The fields of any answer of Google's that the tests look at. */
export interface Answer {
  id: string
  status: string
  etag: string
  sequence: number
  summary?: string
  description?: string
  recurringEventId?: string
  nextPageToken?: string
  start: { date?: string; dateTime?: string }
  end: { date?: string; dateTime?: string }
  items: Answer[]
  calendars: Record<string, { busy: { start: string; end: string }[]; errors?: object[] }>
  extendedProperties?: { private?: Record<string, string> }
  error: { code: number; message: string; errors: { reason: string; domain: string }[] }
}
