/** How a vendor without a library of its own is spoken to: a deadline, one kind of error, JSON read with care. */
import { VendorError } from '../core/vendor-error.ts'

/** Long enough for a slow vendor (OfficeRnD was seen at 1.7 s), short enough for a waiting customer. */
export const VENDOR_TIMEOUT_MS = 8_000

export type Fetch = (input: string, init: RequestInit) => Promise<Response>

export interface VendorRequest {
  vendor: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: string
  headers: Record<string, string>
  body?: string
}

/**
 * Asks once. Redirects are not followed: no vendor of ours sends any.
 * @throws VendorError on a lost answer, a late one, or any status outside 200–299.
 */
export async function request(fetcher: Fetch, vendorRequest: VendorRequest): Promise<Response> {
  const { vendor, method, url, headers, body } = vendorRequest
  const operation = `${method} ${new URL(url).pathname}`
  let response: Response
  try {
    response = await fetcher(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(VENDOR_TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    })
  } catch (cause) {
    throw new VendorError(vendor, operation, null, cause)
  }
  if (response.ok) return response
  await response.body?.cancel()
  throw new VendorError(vendor, operation, response.status)
}

/** As `request`, and reads the answer; one that is not JSON counts as no answer at all. */
export async function requestJson(fetcher: Fetch, vendorRequest: VendorRequest): Promise<unknown> {
  return (await requestPage(fetcher, vendorRequest)).json
}

/** As `requestJson`, with the headers in which some vendors say how a list goes on. */
export async function requestPage(
  fetcher: Fetch,
  vendorRequest: VendorRequest
): Promise<{ json: unknown; headers: Headers }> {
  const response = await request(fetcher, vendorRequest)
  try {
    return { json: await response.json(), headers: response.headers }
  } catch (cause) {
    const operation = `${vendorRequest.method} ${new URL(vendorRequest.url).pathname}`
    throw new VendorError(vendorRequest.vendor, operation, null, cause)
  }
}
