/** A Durable Object's own storage as what a machine of the flows remembers. */
import type { Storage } from '../../core/storage.ts'

export function durableStorage(ctx: DurableObjectState): Storage {
  return {
    get: (key) => ctx.storage.kv.get(key),
    put: (key, value) => ctx.storage.kv.put(key, value),
  }
}
