/**
 * Results of calls between Durable Objects. A VendorError is passed as data, because the platform
 * logs every thrown error with its stack.
 */
import type { TokenSource } from '../../clients/access-token.ts'
import { VendorError } from '../../core/vendor-error.ts'

interface SerializedVendorError {
  vendor: string
  operation: string
  status: number | null
  message: string
}

export type RpcResult<T> = { ok: true; value: T } | { ok: false; failure: SerializedVendorError }

export async function toRpcResult<T>(work: Promise<T>): Promise<RpcResult<T>> {
  try {
    return { ok: true, value: await work }
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    const { vendor, operation, status, message } = error
    return { ok: false, failure: { vendor, operation, status, message } }
  }
}

/** @throws VendorError if the called object had one. */
export async function fromRpcResult<T>(call: Promise<RpcResult<T>>): Promise<T> {
  const result = await call
  if (result.ok) return result.value
  const { vendor, operation, status, message } = result.failure
  throw Object.assign(new VendorError(vendor, operation, status), { message })
}

interface TokenStub {
  token(): Promise<RpcResult<string>>
  refresh(rejectedToken: string): Promise<RpcResult<string>>
}

export function tokenSourceFor(
  caches: { getByName(name: string): TokenStub },
  vendor: string
): TokenSource {
  const cache = caches.getByName(vendor)
  return {
    token: () => fromRpcResult(cache.token()),
    refresh: (rejectedToken) => fromRpcResult(cache.refresh(rejectedToken)),
  }
}
