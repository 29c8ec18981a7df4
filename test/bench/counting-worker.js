/** A Worker that does nothing but count requests, as the Workers do before they start a purchase. */
import { clientNetwork } from '../../src/payments/rules/rate-limits.ts'
import { rateLimitFor } from '../../src/workers/platform/rate-limiter.ts'

export { RateLimiter } from '../../src/workers/platform/rate-limiter.ts'

export default {
  /** `?address&part&times`: counts so many new purchases of one client, one after the other. */
  async fetch(request, env) {
    const { searchParams } = new URL(request.url)
    const address = searchParams.get('address')
    const part = searchParams.get('part')
    const rateLimit = rateLimitFor(env, address, {})
    for (let left = Number(searchParams.get('times')); left > 0; left -= 1) {
      if (part !== 'nothing') await env.REQUEST_LIMIT.limit({ key: clientNetwork(address) })
      if (part === 'all') await rateLimit.consume('intents', crypto.randomUUID())
    }
    return new Response('counted')
  },
}
