/** Fetches an access token from OfficeRnD's identity service, which allows about five requests a minute. */
import * as z from 'zod/mini'
import { VendorError } from '../../core/vendor-error.ts'
import type { AccessToken } from '../access-token.ts'
import { type Fetch, requestJson } from '../http.ts'
import type { OfficerndConfig } from './client.ts'

const TokenShape = z.object({
  access_token: z.string().check(z.minLength(1)),
  // Documented as 3599 seconds. Without a lifetime, use the token for one minute only.
  expires_in: z._default(z.number().check(z.positive()), 60),
})

/** Credentials go in the form body, with all scopes (developer.officernd.com, authentication). */
export async function fetchToken(
  config: OfficerndConfig,
  fetcher: Fetch,
  nowMs: number
): Promise<AccessToken> {
  const answer = await requestJson(fetcher, {
    vendor: 'officernd',
    method: 'POST',
    url: config.tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: config.clientId,
      client_secret: config.clientSecret,
      grant_type: 'client_credentials',
      scope: config.scopes,
    }).toString(),
  })
  const parsed = TokenShape.safeParse(answer)
  if (!parsed.success) throw new VendorError('officernd', 'POST /oauth/token', null, parsed.error)
  return {
    token: parsed.data.access_token,
    expiresAtMs: nowMs + parsed.data.expires_in * 1000,
  }
}
