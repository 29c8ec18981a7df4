/** The storage of a Durable Object, in memory. */
import type { Storage } from '../../src/core/storage.ts'

/** Copies what goes in and out, as the platform does. */
export function memoryStorage(): Storage {
  const kept = new Map<string, unknown>()
  return {
    get: <T>(key: string) => structuredClone(kept.get(key)) as T | undefined,
    put: (key, value) => void kept.set(key, structuredClone(value)),
  }
}
