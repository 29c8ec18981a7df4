/** Caches a vendor's access token for all callers, and fetches a new one before it expires. */
import type { Storage } from '../core/storage.ts'
import { VendorError } from '../core/vendor-error.ts'

/** A token is replaced this long before it expires. */
const EARLY_MS = 5 * 60_000

export interface Vendor {
  name: string
  /** Maximum number of token requests per minute. */
  maxPerMinute: number
}

export type AccessTokenCache = ReturnType<typeof createAccessTokenCache>

export function createAccessTokenCache(
  vendor: Vendor,
  fetchToken: (nowMs: number) => Promise<AccessToken>,
  memory: Storage,
  now: () => number
) {
  let fetching: Promise<string> | null = null

  async function fetchOnce(): Promise<string> {
    const nowMs = now()
    const recent = (memory.get<number[]>('asked') ?? []).filter((at) => at > nowMs - 60_000)
    if (recent.length >= vendor.maxPerMinute) throw new VendorError(vendor.name, 'a token', 429)
    memory.put('asked', [...recent, nowMs])
    const fresh = await fetchToken(nowMs)
    memory.put('token', fresh)
    return fresh.token
  }

  function fetchForAll(): Promise<string> {
    fetching ??= fetchOnce().finally(() => {
      fetching = null
    })
    return fetching
  }

  return {
    async token(): Promise<string> {
      const cached = memory.get<AccessToken>('token')
      return cached && cached.expiresAtMs - EARLY_MS > now() ? cached.token : fetchForAll()
    },

    /** Replaces a token that the vendor has rejected, unless another caller has done so already. */
    async refresh(rejectedToken: string): Promise<string> {
      const cached = memory.get<AccessToken>('token')
      return cached && cached.token !== rejectedToken ? cached.token : fetchForAll()
    },
  }
}

/** Where an access token comes from; `refresh` replaces one that the vendor has rejected. */
export interface TokenSource {
  token(): Promise<string>
  refresh(rejectedToken: string): Promise<string>
}

export interface AccessToken {
  token: string
  expiresAtMs: number
}
