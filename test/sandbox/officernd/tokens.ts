/** `POST /oauth/token`: client credentials and scope in a form, answered with an opaque token for one hour. */
import type { Context } from 'hono'
import type { Clock } from '../clock.ts'
import { accessDenied, oauthError, Refusal, unauthorized } from './errors.ts'

/** The sample answer of the official documents says 3599. */
const LIFETIME_SECONDS = 3599
/** About 5 token requests a minute are let through: three independent clients say so. */
const MINUTE_MS = 60_000

/** Two families: v1's coarse pair, and v2's `flex.{module}.{resource}.{action}` (official documents). */
const V1_SCOPES = ['officernd.api.read', 'officernd.api.write']
const FLEX_RESOURCES = [
  'flex.community.members',
  'flex.community.memberships',
  'flex.community.checkins',
  'flex.space.passes',
  'flex.space.locations',
  'flex.billing.plans',
]
const ACTIONS = ['read', 'create', 'update', 'delete']
const OWNED = new Set([
  ...V1_SCOPES,
  ...FLEX_RESOURCES.flatMap((resource) => ACTIONS.map((action) => `${resource}.${action}`)),
])

export interface Tokens {
  issue(c: Context): Promise<Response>
  /** Refuses unless the bearer token is live and holds the scope, of either family. */
  check(c: Context, resource: string, action: string): void
  reset(): void
}

export interface TokenOptions {
  clock: Clock
  real: () => number
  limit: number | false
}

export function createTokens({ clock, real, limit }: TokenOptions): Tokens {
  const live = new Map<string, { scopes: string[]; expiresAt: number }>()
  let asked: number[] = []
  const count = () => {
    asked = asked.filter((at) => at > real() - MINUTE_MS)
    asked.push(real())
    return limit !== false && asked.length > limit
  }
  return {
    async issue(c) {
      if (count()) throw new Refusal(429, { statusCode: 429, message: 'Too Many Requests' })
      const scope = await grantedScope(c)
      const token = Buffer.from(crypto.getRandomValues(new Uint8Array(20))).toString('hex')
      const expiresAt = clock.now() + LIFETIME_SECONDS * 1000
      live.set(token, { scopes: scope.split(' '), expiresAt })
      return c.json({
        access_token: token,
        token_type: 'Bearer',
        expires_in: LIFETIME_SECONDS,
        scope,
      })
    },
    check(c, resource, action) {
      const [, token] = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? []
      const grant = live.get(token ?? '')
      if (!grant || grant.expiresAt <= clock.now()) throw unauthorized()
      const v1 = action === 'read' ? 'officernd.api.read' : 'officernd.api.write'
      // Whether v1 takes flex scopes is contradictory in public code; the documents' system does so.
      const flex = `${resource}.${action}`
      if (!grant.scopes.includes(v1) && !grant.scopes.includes(flex)) throw accessDenied()
    },
    reset() {
      live.clear()
      asked = []
    },
  }
}

async function grantedScope(c: Context): Promise<string> {
  if (!/^application\/x-www-form-urlencoded/i.test(c.req.header('content-type') ?? '')) {
    throw oauthError(400, 'invalid_request', 'The body must be form encoded')
  }
  const form = new URLSearchParams(await c.req.text())
  if (form.get('grant_type') !== 'client_credentials') {
    throw oauthError(400, 'unsupported_grant_type', 'Unknown grant type')
  }
  const id = form.get('client_id')
  const secret = form.get('client_secret')
  if (id !== 'sandbox-client-id' || secret !== 'sandbox-client-secret') {
    throw oauthError(401, 'invalid_client', 'Client authentication failed')
  }
  const scopes = (form.get('scope') ?? '').split(/\s+/).filter((each) => each !== '')
  // One scope that the app does not own fails the whole request: seen by several clients.
  if (scopes.length === 0 || !scopes.every((each) => OWNED.has(each))) {
    throw oauthError(400, 'invalid_scope', 'The requested scope is invalid or unknown')
  }
  return scopes.join(' ')
}
