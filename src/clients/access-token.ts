/** Keeps a vendor's access token for every caller, and fetches a new one early, once for all of them. */
import type { Storage } from '../core/storage.ts'
import { VendorError } from '../core/vendor-error.ts'

/** A token this near its end is exchanged before it can die in the middle of a call. */
const EARLY_MS = 5 * 60_000

export interface Vendor {
  name: string
  /** How many tokens it is asked for at most. */
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
    const lately = (memory.get<number[]>('asked') ?? []).filter((at) => at > nowMs - 60_000)
    if (lately.length >= vendor.maxPerMinute) throw new VendorError(vendor.name, 'a token', 429)
    memory.put('asked', [...lately, nowMs])
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
      const kept = memory.get<AccessToken>('token')
      return kept && kept.expiresAtMs - EARLY_MS > now() ? kept.token : fetchForAll()
    },

    /** A token that the vendor has refused is replaced, unless somebody has done so already. */
    async refresh(refused: string): Promise<string> {
      const kept = memory.get<AccessToken>('token')
      return kept && kept.token !== refused ? kept.token : fetchForAll()
    },
  }
}

/** Where an access token comes from; `renew` replaces one that OfficeRnD has refused. */
export interface TokenSource {
  token(): Promise<string>
  refresh(refused: string): Promise<string>
}

export interface AccessToken {
  token: string
  expiresAtMs: number
}
