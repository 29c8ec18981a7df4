/** A count of tries that lives as long as its test. */
import type { TryCounter } from '../../src/core/tries.ts'
import { createAttemptLedger } from '../../src/payments/attempt-ledger.ts'

export function countTries(): TryCounter {
  const kept = new Map<string, unknown>()
  const { nextTry } = createAttemptLedger({
    get: (key) => kept.get(key) as never,
    put: (key, value) => void kept.set(key, value),
  })
  return { nextTry: async (key, nth) => nextTry(key, nth) }
}
