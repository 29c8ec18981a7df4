/** A record of tries that lives as long as its test. */
import type { SendRecord, TryCounter } from '../../src/core/tries.ts'
import { createAttemptLedger } from '../../src/payments/attempt-ledger.ts'

export function countTries(): TryCounter & SendRecord {
  const kept = new Map<string, unknown>()
  const ledger = createAttemptLedger({
    get: (key) => kept.get(key) as never,
    put: (key, value) => void kept.set(key, value),
  })
  return {
    nextTry: async (key, nth) => ledger.nextTry(key, nth),
    beginSend: async (tag, nowMs) => ledger.beginSend(tag, nowMs),
    recordSend: async (tag, tries) => ledger.recordSend(tag, tries),
  }
}
