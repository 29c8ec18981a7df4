/** One request to Google Calendar. Reports a 403 for too many requests as 429. */
import * as z from 'zod/mini'
import { VendorError } from '../../core/vendor-error.ts'
import type { TokenSource } from '../access-token.ts'
import { type Fetch, requestJson } from '../http.ts'

export interface GoogleRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: string
  body?: object
}

const RefusalShape = z.object({
  error: z.object({ errors: z.array(z.object({ reason: z.string() })).check(z.minLength(1)) }),
})

/** Reasons of a 403 that mean the same as 429: try again later (Google's guide on errors). */
const RATE_LIMIT_REASONS = ['rateLimitExceeded', 'userRateLimitExceeded']

/**
 * Sends with the cached token, and once more with a new one after a 401. Returns `null` for a 204.
 * @throws VendorError with status 429 when rate limited, and with status `null` when there was no readable response.
 */
export async function requestGoogle(
  fetcher: Fetch,
  tokens: TokenSource,
  request: GoogleRequest
): Promise<unknown> {
  const token = await tokens.token()
  try {
    return await send(fetcher, token, request)
  } catch (error) {
    // A 401 means that nothing was done. The token may have expired, so try once with a new one.
    if (!(error instanceof VendorError && error.status === 401)) throw error
    return send(fetcher, await tokens.refresh(token), request)
  }
}

function send(fetcher: Fetch, token: string, { method, url, body }: GoogleRequest) {
  return requestJson(fetcher, {
    ...{ vendor: 'google', method, url, statusOf },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
}

async function statusOf(response: Response): Promise<number> {
  const text = await response.text().catch(() => '')
  if (response.status !== 403) return response.status
  const parsed = RefusalShape.safeParse(parse(text))
  const reason = parsed.data?.error.errors[0]?.reason ?? ''
  return RATE_LIMIT_REASONS.includes(reason) ? 429 : 403
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
