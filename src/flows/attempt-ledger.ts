/** One purchase attempt of one browser tab: which of its bodies has which PaymentIntent. */
import type { Memory } from './memory.ts'

export interface AttemptEntry {
  /** Counts the different bodies this attempt was sent with, from 1. */
  version: number
  /** What the body said, and what it would buy. */
  fingerprint: string
  intentId?: string
}

export type AttemptLedger = ReturnType<typeof createAttemptLedger>

const CURRENT = 'current'

export function createAttemptLedger(memory: Memory) {
  const current = () => memory.get<AttemptEntry>(CURRENT)

  return {
    read: (): AttemptEntry | null => current() ?? null,

    /** The version of this body: the same again for the same body, a new one for another or when `anew`. */
    begin(fingerprint: string, anew?: string): number {
      const entry = current()
      const same = entry?.fingerprint === fingerprint && (!anew || entry.intentId !== anew)
      if (entry && same) return entry.version
      const version = (entry?.version ?? 0) + 1
      memory.put<AttemptEntry>(CURRENT, { version, fingerprint })
      return version
    },

    /** Whether this version is still the one that counts; if so its intent is remembered. */
    keep(version: number, intentId: string): boolean {
      const entry = current()
      if (entry?.version !== version) return false
      memory.put<AttemptEntry>(CURRENT, { ...entry, intentId })
      return true
    },
  }
}
