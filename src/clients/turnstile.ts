/** How Cloudflare Turnstile is asked whether a token of its widget is good (developers.cloudflare.com/turnstile). */
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
  /** What the page asked the widget for; a token for one thing is none for another. */
  action: string
  address: string
}

/** Documented as the longest a token can be. */
const LONGEST_TOKEN = 2048

const VerdictShape = z.object({
  success: z.boolean(),
  hostname: z.optional(z.string()),
  action: z.optional(z.string()),
})

/**
 * Whether a person was seen. A token is good once and for five minutes; Turnstile keeps count.
 * @throws VendorError when Turnstile could not be asked: nobody may pass unseen.
 */
export async function verifyTurnstile(
  config: TurnstileConfig,
  { token, action, address }: Proof,
  fetcher: Fetch
): Promise<boolean> {
  if (token === '' || token.length > LONGEST_TOKEN) return false
  const answer = await requestJson(fetcher, {
    vendor: 'turnstile',
    method: 'POST',
    url: config.url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret: config.secret, response: token, remoteip: address }),
  })
  const verdict = VerdictShape.safeParse(answer)
  if (!verdict.success) throw new VendorError('turnstile', 'POST siteverify', null, verdict.error)
  const { success, hostname = '', action: seen } = verdict.data
  return success && config.hostnames.includes(hostname) && seen === action
}
