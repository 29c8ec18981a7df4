/**
 * How an answer crosses from one object to another: a vendor's failure goes as data, because the
 * platform logs whatever is thrown across, stack and all.
 */
import type { TokenSource } from '../../clients/access-token.ts'
import { VendorError } from '../../core/vendor-error.ts'

interface SerializedVendorError {
  vendor: string
  operation: string
  status: number | null
}

export type RpcResult<T> = { ok: true; value: T } | { ok: false; failure: SerializedVendorError }

export async function toRpcResult<T>(work: Promise<T>): Promise<RpcResult<T>> {
  try {
    return { ok: true, value: await work }
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    const { vendor, operation, status } = error
    return { ok: false, failure: { vendor, operation, status } }
  }
}

/** @throws VendorError as it was on the other side. */
export async function fromRpcResult<T>(asked: Promise<RpcResult<T>>): Promise<T> {
  const answer = await asked
  if (answer.ok) return answer.value
  const { vendor, operation, status } = answer.failure
  throw new VendorError(vendor, operation, status)
}

interface TokenStub {
  token(): Promise<RpcResult<string>>
  refresh(refused: string): Promise<RpcResult<string>>
}

export function tokenSourceFor(
  keepers: { getByName(name: string): TokenStub },
  vendor: string
): TokenSource {
  const cache = keepers.getByName(vendor)
  return {
    token: () => fromRpcResult(cache.token()),
    refresh: (refused) => fromRpcResult(cache.refresh(refused)),
  }
}
