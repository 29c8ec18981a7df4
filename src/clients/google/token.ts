/** Fetches an access token from Google: a service account signs a JWT and exchanges it for a token. */
import { SignJWT } from 'jose'
import * as z from 'zod/mini'
import { VendorError } from '../../core/vendor-error.ts'
import type { AccessToken } from '../access-token.ts'
import { type Fetch, requestJson } from '../http.ts'
import { readPrivateKey } from './private-key.ts'

export interface GoogleAccount {
  tokenUrl: string
  email: string
  /** PKCS 8 in PEM, as it was pasted (`readPrivateKey`). */
  privateKey: string
}

/** Allows to list, insert, update and delete events of the calendars that are shared with the account. */
const SCOPE = 'https://www.googleapis.com/auth/calendar.events'

/** Always this value, whatever URL the request is sent to (developers.google.com/identity, service accounts). */
const AUDIENCE = 'https://oauth2.googleapis.com/token'
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** "A maximum of 1 hour after the issued time." */
const LIFE_SECONDS = 3600

const TokenShape = z.object({
  access_token: z.string().check(z.minLength(1)),
  // Documented as 3599 seconds. Without a lifetime, use the token for one minute only.
  expires_in: z._default(z.number().check(z.positive()), 60),
})

export async function fetchGoogleToken(
  account: GoogleAccount,
  fetcher: Fetch,
  nowMs: number
): Promise<AccessToken> {
  const answer = await requestJson(fetcher, {
    vendor: 'google',
    method: 'POST',
    url: account.tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: GRANT,
      assertion: await sign(account, Math.floor(nowMs / 1000)),
    }).toString(),
  })
  const parsed = TokenShape.safeParse(answer)
  if (!parsed.success) throw new VendorError('google', 'POST /token', null, parsed.error)
  return {
    token: parsed.data.access_token,
    expiresAtMs: nowMs + parsed.data.expires_in * 1000,
  }
}

async function sign({ email, privateKey }: GoogleAccount, now: number): Promise<string> {
  const key = await readPrivateKey(privateKey)
  return new SignJWT({ scope: SCOPE })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(email)
    .setAudience(AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(now + LIFE_SECONDS)
    .sign(key)
}
