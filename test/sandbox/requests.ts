/** The record of every call that a vendor received, as `GET /__state` shows it. */
import type { FaultKind } from './faults.ts'
import type { VendorName } from './vendors.ts'

export interface Call {
  n: number
  vendor: VendorName
  method: string
  /** The path without the vendor's prefix and without the query. */
  path: string
  query: string
  headers: Record<string, string>
  body: string
  /** 0 if the call has no answer (yet). */
  status: number
  /** Real time: advancing the vendors' clock must not lengthen a call. */
  startedAt: number
  endedAt: number | null
  fault: FaultKind | null
  /** Made by a page with a publishable key or a client secret, or by staff, not by a Worker. */
  browser?: true
}

export interface Requests {
  open(request: Request, vendor: VendorName, body: string): Call
  close(call: Call, status: number): void
  /** A snapshot: later changes are not visible in it. */
  list(): Call[]
  reset(): void
}

export function createRequests(real: () => number): Requests {
  let calls: Call[] = []
  return {
    open(request, vendor, body) {
      const url = new URL(request.url)
      const call: Call = {
        n: calls.length + 1,
        vendor,
        method: request.method,
        path: url.pathname.slice(vendor.length + 1),
        query: url.search.slice(1),
        headers: Object.fromEntries(request.headers),
        body,
        status: 0,
        startedAt: real(),
        endedAt: null,
        fault: null,
        ...(isBrowser(request, vendor, url, body) && { browser: true as const }),
      }
      calls.push(call)
      return call
    },
    close(call, status) {
      call.status = status
      call.endedAt = real()
    },
    list: () => calls.map((call) => ({ ...call })),
    reset: () => {
      calls = []
    },
  }
}

/** True for a call by staff (their routes have a prefix) or by a page: a page sends `pk_…` or a client secret, never a secret key. */
function isBrowser(request: Request, vendor: VendorName, url: URL, body: string): boolean {
  if (vendor === 'google') return url.pathname.startsWith('/google/sandbox/')
  if (vendor !== 'stripe') return false
  const key = request.headers.get('authorization')?.replace(/^(Bearer|Basic)\s+/i, '') ?? ''
  if (key !== '') return key.startsWith('pk_')
  const form = new URLSearchParams(body)
  return [url.searchParams, form].some(
    (fields) => fields.has('client_secret') || (fields.get('key') ?? '').startsWith('pk_')
  )
}
