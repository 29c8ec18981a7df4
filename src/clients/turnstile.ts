/** Verifies a token of the Cloudflare Turnstile widget (developers.cloudflare.com/turnstile). */
import * as z from 'zod/mini'
import { VendorError } from '../core/vendor-error.ts'
import { type Fetch, requestJson } from './http.ts'

export interface TurnstileConfig {
  /** `https://challenges.cloudflare.com/turnstile/v0/siteverify` */
  url: string
  secret: string
  /** Hosts of the pages that may carry the widget. */
  hostnames: readonly string[]
}

export interface Proof {
  token: string
  /** The action the page requested the token for. It is not valid for another action. */
  action: string
  address: string
}

/** Documented maximum, in characters. */
const MAX_TOKEN_LENGTH = 2048

const VerdictShape = z.object({
  success: z.boolean(),
  hostname: z.optional(z.string()),
  action: z.optional(z.string()),
})

/**
 * Whether the token is valid. Each token is valid once and for five minutes.
 * @throws VendorError when Turnstile could not be reached: then nobody is let through.
 */
export async function verifyTurnstile(
  config: TurnstileConfig,
  { token, action, address }: Proof,
  fetcher: Fetch
): Promise<boolean> {
  if (token === '' || token.length > MAX_TOKEN_LENGTH) return false
  const answer = await requestJson(fetcher, {
    vendor: 'turnstile',
    method: 'POST',
    url: config.url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret: config.secret, response: token, remoteip: address }),
  })
  const verdict = VerdictShape.safeParse(answer)
  if (!verdict.success) throw new VendorError('turnstile', 'POST siteverify', null, verdict.error)
  const { success, hostname = '', action: verifiedAction } = verdict.data
  return success && config.hostnames.includes(hostname) && verifiedAction === action
}
