/** A record of tries that lives as long as its test. */
import type { SendRecord, TryCounter } from '../../src/core/tries.ts'
import { createAttemptLedger } from '../../src/payments/attempt-ledger.ts'
import { memoryStorage } from './memory-storage.ts'

export function countTries(): TryCounter & SendRecord {
  const ledger = createAttemptLedger(memoryStorage())
  return {
    nextTry: async (key, nth) => ledger.nextTry(key, nth),
    beginSend: async (tag, nowMs) => ledger.beginSend(tag, nowMs),
    recordSend: async (tag, tries) => ledger.recordSend(tag, tries),
  }
}
