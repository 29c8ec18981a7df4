/** HTTP requests to vendors without a client library: timeout, one error type, JSON parsing. */
import { UnreadableAnswer, VendorError } from '../core/vendor-error.ts'

/** Long enough for a slow vendor (OfficeRnD was seen at 1.7 s), short enough for a waiting customer. */
export const VENDOR_TIMEOUT_MS = 8_000

export type Fetch = (input: string, init: RequestInit) => Promise<Response>

export interface VendorRequest {
  vendor: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: string
  headers: Record<string, string>
  body?: string
  /** The status that an answer outside 200–299 means, if its body says more than its own. */
  statusOf?(answer: Response): Promise<number>
}

/**
 * Sends a request once. Redirects are not followed, because no vendor of ours sends any.
 * @throws VendorError without a response in time (status `null`), or with a status outside 200–299.
 */
export async function request(fetcher: Fetch, vendorRequest: VendorRequest): Promise<Response> {
  const { vendor, method, url, headers, body } = vendorRequest
  const operation = `${method} ${new URL(url).pathname}`
  // A header that cannot be sent is an error of ours; thrown here, it is not taken for a missing answer.
  const validHeaders = Object.fromEntries(new Headers(headers))
  let response: Response
  try {
    response = await fetcher(url, {
      method,
      headers: validHeaders,
      redirect: 'manual',
      signal: AbortSignal.timeout(VENDOR_TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    })
  } catch (cause) {
    throw new VendorError(vendor, operation, null, cause)
  }
  if (response.ok) return response
  const status = vendorRequest.statusOf ? await vendorRequest.statusOf(response) : response.status
  if (!response.bodyUsed) await response.body?.cancel()
  throw new VendorError(vendor, operation, status, undefined, retryAfterMsOf(status, response))
}

/** Longest wait for a rate limit; every vendor's limit is by the minute. */
const MAX_RETRY_AFTER_MS = 120_000

/** A `Retry-After` in seconds; as a date, which none of our vendors sends, it counts as a minute. */
function retryAfterMsOf(status: number, { headers }: Response): number {
  const value = headers.get('retry-after')
  if (status !== 429 || value === null) return 0
  const seconds = Number(value)
  if (!(seconds >= 0)) return 60_000
  return Math.min(seconds * 1000, MAX_RETRY_AFTER_MS)
}

/** Like `request`, and parses the body. A body that is not JSON is an UnreadableAnswer; a 204 is `null`. */
export async function requestJson(fetcher: Fetch, vendorRequest: VendorRequest): Promise<unknown> {
  return (await requestPage(fetcher, vendorRequest)).json
}

/** Like `requestJson`, with the headers, in which some vendors send the cursor of the next page. */
export async function requestPage(
  fetcher: Fetch,
  vendorRequest: VendorRequest
): Promise<{ json: unknown; headers: Headers }> {
  const response = await request(fetcher, vendorRequest)
  if (response.status === 204) return { json: null, headers: response.headers }
  try {
    return { json: await response.json(), headers: response.headers }
  } catch (cause) {
    const operation = `${vendorRequest.method} ${new URL(vendorRequest.url).pathname}`
    throw new UnreadableAnswer(vendorRequest.vendor, operation, cause)
  }
}
