/** The first door: counts the requests of a client network with Cloudflare's rate limit, before any vendor is asked. */
import type { MiddlewareHandler } from 'hono'
import { log } from '../../core/log.ts'
import { RateLimited } from '../../core/refusals.ts'
import { parseList } from '../../core/settings.ts'
import { clientNetwork } from '../../payments/rules/rate-limits.ts'
import { clientAddress } from './client-address.ts'

export interface RequestLimitEnv {
  /** `[[ratelimits]]` of the TOML; it counts for each of Cloudflare's locations. */
  REQUEST_LIMIT: { limit(options: { key: string }): Promise<{ success: boolean }> }
  TRUSTED_ADDRESSES: string
}

/** The period of the limit in the TOML. The binding does not say how much of it is left. */
const PERIOD_SECONDS = 60

/** The request may be about a payment that was made. */
const TOO_OFTEN =
  'Too many requests in the last minute from your network. If you have just paid, you will get an email about it and will not be charged twice. Please try again in a minute.'

/** @throws RateLimited on the paths that are counted */
export function limitRequests<E extends { Bindings: RequestLimitEnv }>(
  isCounted: (path: string) => boolean
): MiddlewareHandler<E> {
  return async (c, next) => {
    const env: RequestLimitEnv = c.env
    const address = clientAddress(c)
    if (!isCounted(c.req.path) || parseList(env.TRUSTED_ADDRESSES).includes(address)) return next()
    const { success } = await env.REQUEST_LIMIT.limit({ key: clientNetwork(address) })
    if (success) return next()
    log.rateLimited('requests', 'address')
    throw new RateLimited(PERIOD_SECONDS, TOO_OFTEN)
  }
}
