/** Implements `Storage` with the storage of a Durable Object. */
import type { Storage } from '../../core/storage.ts'

export function durableStorage(ctx: DurableObjectState): Storage {
  return {
    get: (key) => ctx.storage.kv.get(key),
    put: (key, value) => ctx.storage.kv.put(key, value),
  }
}
