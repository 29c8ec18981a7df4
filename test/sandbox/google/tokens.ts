/** `POST /token`: a service account's signed JWT for a bearer token of an hour. */
import { createPublicKey, verify } from 'node:crypto'
import type { Context } from 'hono'
import type { Clock } from '../clock.ts'
import { SANDBOX_PUBLIC_KEY, SANDBOX_SERVICE_ACCOUNT } from './account.ts'
import { oauthError, refusal } from './errors.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** "When making an access token request this value is always" this: developers.google.com/identity. */
const AUDIENCE = 'https://oauth2.googleapis.com/token'
const SCOPE = 'https://www.googleapis.com/auth/'
const LIFETIME_SECONDS = 3599
const HOUR_SECONDS = 3600

/** Each call's scopes as its reference page lists them: freeBusy does not take `calendar.events`. */
export const READ = ['calendar', 'calendar.readonly', 'calendar.events', 'calendar.events.readonly']
export const WRITE = ['calendar', 'calendar.events']
export const FREE_BUSY = [
  'calendar',
  'calendar.readonly',
  'calendar.freebusy',
  'calendar.events.freebusy',
]
const KNOWN = new Set([...READ, ...FREE_BUSY])

export interface Tokens {
  issue(c: Context): Promise<Response>
  /** Refuses unless the bearer token is live and holds one of the scopes. */
  check(c: Context, scopes: string[]): void
  reset(): void
}

export function createTokens(clock: Clock, real: () => number): Tokens {
  const live = new Map<string, { scopes: string[]; expiresAt: number }>()
  return {
    async issue(c) {
      const scopes = await grantedScopes(c, real())
      // One scope that is no scope of Google's: an ID token and no access (capture of 2026-09).
      if (!scopes.every((each) => KNOWN.has(each))) return c.json({ id_token: 'sandbox.id.token' })
      const token = `ya29.c.sandbox-${crypto.randomUUID()}`
      live.set(token, { scopes, expiresAt: clock.now() + LIFETIME_SECONDS * 1000 })
      return c.json({ access_token: token, expires_in: LIFETIME_SECONDS, token_type: 'Bearer' })
    },
    check(c, scopes) {
      const header = c.req.header('authorization')
      if (!header) throw unauthenticated('required', 'Login Required.')
      const grant = live.get(/^Bearer (.+)$/i.exec(header)?.[1] ?? '')
      if (!grant || grant.expiresAt <= clock.now()) {
        throw unauthenticated('authError', 'Invalid Credentials')
      }
      if (grant.scopes.some((each) => scopes.includes(each))) return
      const words = 'Request had insufficient authentication scopes.'
      throw refusal(403, 'insufficientPermissions', words, { status: 'PERMISSION_DENIED' })
    },
    reset: () => live.clear(),
  }
}

const unauthenticated = (reason: string, message: string) =>
  refusal(401, reason, message, { at: ['header', 'Authorization'], status: 'UNAUTHENTICATED' })

/** The order of the checks and their messages: captures of the real endpoint, published 2026-09. */
async function grantedScopes(c: Context, now: number): Promise<string[]> {
  const form = new URLSearchParams(await c.req.text())
  const grant = form.get('grant_type') ?? ''
  if (grant !== GRANT) {
    throw oauthError(400, 'unsupported_grant_type', `Invalid grant_type: ${grant}`)
  }
  const claims = signedClaims(form.get('assertion') ?? '')
  if (claims.iss !== SANDBOX_SERVICE_ACCOUNT) throw invalidGrant('Invalid grant: account not found')
  checkWindow(claims, now / 1000)
  const scopes = String(claims.scope ?? '').split(' ')
  // That every scope must be a URL is the guide's; a comma-separated list is therefore none.
  if (!scopes.every((each) => /^https:\/\/[^\s,]+$/.test(each))) {
    throw oauthError(400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.')
  }
  if (claims.aud !== AUDIENCE) throw invalidGrant('Invalid JWT: Failed audience check.')
  // No domain-wide delegation: acting for another user is refused (message from Google's guide).
  if (claims.sub !== undefined && claims.sub !== claims.iss) {
    throw oauthError(401, 'unauthorized_client', 'Unauthorized client or scope in request.')
  }
  return scopes.map((each) => (each.startsWith(SCOPE) ? each.slice(SCOPE.length) : each))
}

const invalidGrant = (words: string) => oauthError(400, 'invalid_grant', words)

function checkWindow({ iat, exp }: Record<string, unknown>, now: number): void {
  if (iat === undefined) throw invalidGrant('Invalid JWT: iat (issued at) is not set.')
  if (exp === undefined) throw invalidGrant('Invalid JWT: exp (expiration time) is not set.')
  const [from, to] = [Number(iat), Number(exp)]
  // How far ahead a clock may be is unverified: here a second.
  if (to > now && from <= now + 1 && to > from && to - from <= HOUR_SECONDS) return
  throw invalidGrant(
    'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.'
  )
}

const PUBLIC_KEY = createPublicKey(SANDBOX_PUBLIC_KEY)

function signedClaims(assertion: string): Record<string, unknown> {
  const [head = '', body = '', signature = '', ...rest] = assertion.split('.')
  const header = decode(head)
  const claims = decode(body)
  if (!header || !claims || rest.length > 0) {
    throw oauthError(400, 'invalid_request', 'Bad Request')
  }
  const signed = Buffer.from(`${head}.${body}`)
  const good = verify('RSA-SHA256', signed, PUBLIC_KEY, Buffer.from(signature, 'base64url'))
  if (header.alg !== 'RS256' || !good) throw invalidGrant('Invalid JWT Signature.')
  return claims
}

function decode(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null
  } catch {
    return null
  }
}
