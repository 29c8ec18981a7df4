/** Webflow's Data API v2. A 429 did nothing and is waited out once; all else that fails is thrown. */
import type * as z from 'zod/mini'
import { type Fetch, requestJson } from '../../src/clients/http.ts'
import { UnreadableAnswer, VendorError } from '../../src/core/vendor-error.ts'

export const WEBFLOW_URL = 'https://api.webflow.com'
/** Operations document, table of credentials. */
export const SITE_ID = '639b202ca505e87cee446ad0'
/** Its template page "Memberships". */
export const MEMBERSHIPS_PAGE_ID = '68d71235d108eda6fe6cf617'

/** Longest wait that a 429 may ask for; Webflow counts by the minute. */
const MAX_WAIT_MS = 60_000

export interface WebflowOptions {
  url: string
  token: string
  fetcher: Fetch
  wait(ms: number): Promise<void>
}

export type WebflowApi = ReturnType<typeof webflowApi>

export function webflowApi({ url, token, fetcher, wait }: WebflowOptions) {
  const headers = {
    ...{ authorization: `Bearer ${token}`, accept: 'application/json' },
    'content-type': 'application/json',
  }
  async function send<T>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    shape: z.ZodMiniType<T>,
    body?: object
  ): Promise<T> {
    const ask = () =>
      requestJson(fetcher, {
        ...{ vendor: 'webflow', method, url: url + path, headers },
        ...(body && { body: JSON.stringify(body) }),
      })
    const json = await ask().catch(async (error: unknown) => {
      const isLimit = error instanceof VendorError && error.status === 429
      if (!isLimit || error.retryAfterMs > MAX_WAIT_MS) throw error
      await wait(error.retryAfterMs || 1000)
      return ask()
    })
    const parsed = shape.safeParse(json)
    if (!parsed.success) throw new UnreadableAnswer('webflow', `${method} ${path}`, parsed.error)
    return parsed.data
  }
  return {
    get: <T>(path: string, shape: z.ZodMiniType<T>) => send('GET', path, shape),
    post: <T>(path: string, shape: z.ZodMiniType<T>, body: object) =>
      send('POST', path, shape, body),
    put: <T>(path: string, shape: z.ZodMiniType<T>, body: object) => send('PUT', path, shape, body),
  }
}

export const waitFor = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
