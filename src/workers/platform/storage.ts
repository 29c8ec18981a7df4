/** A Durable Object's own storage as what a machine of the flows remembers. */
import type { Memory } from '../../core/storage.ts'

export function memoryOf(ctx: DurableObjectState): Memory {
  return {
    get: (key) => ctx.storage.kv.get(key),
    put: (key, value) => ctx.storage.kv.put(key, value),
  }
}
