/**
 * One attempt of one browser tab to buy something: which of its bodies has which intent, which run
 * serves it, and what that run has to tell the page.
 */
import type { Storage } from '../core/storage.ts'

export interface AttemptEntry {
  /** Counts the different bodies this attempt was sent with, from 1. */
  version: number
  /** What the body said, and what it would buy. */
  fingerprint: string
  intentId?: string
}

export type AttemptLedger = ReturnType<typeof createAttemptLedger>

const CURRENT = 'current'

/** What a run tells the page that waits for it. */
export interface AttemptResult {
  outcome: string
  passDate?: string
  clientSecret?: string | null
  subscriptionId?: string
}

/** The name under which a served attempt is told: it ends every wait. */
export const COMPLETED = 'served'

/**
 * The version that a body has, or would get: the same again for the same body, a new one for another
 * or when its intent is `spent`.
 */
export function versionFor(
  entry: AttemptEntry | null,
  fingerprint: string,
  spent?: string
): number {
  const same = entry?.fingerprint === fingerprint && (!spent || entry.intentId !== spent)
  return same ? entry.version : (entry?.version ?? 0) + 1
}

export function createAttemptLedger(memory: Storage) {
  const current = () => memory.get<AttemptEntry>(CURRENT)
  let waiting: ((name: string, told: AttemptResult) => void)[] = []

  return {
    read: (): AttemptEntry | null => current() ?? null,

    /** A new version tells which intent it replaces: that one must be cancelled. */
    startVersion(fingerprint: string, spent?: string): { version: number; replaces?: string } {
      const entry = current()
      const version = versionFor(entry ?? null, fingerprint, spent)
      if (version === entry?.version) return { version }
      memory.put<AttemptEntry>(CURRENT, { version, fingerprint })
      return { version, ...(entry?.intentId ? { replaces: entry.intentId } : {}) }
    },

    /** Whether this version is still the one that counts; if so its intent is remembered. */
    saveIntent(version: number, intentId: string): boolean {
      const entry = current()
      if (entry?.version !== version) return false
      memory.put<AttemptEntry>(CURRENT, { ...entry, intentId })
      return true
    },

    /** The run that may serve an object: the first that asks, for ever. */
    claim(object: string, run: string): string {
      const holder = memory.get<string>(`claim:${object}`) ?? run
      memory.put(`claim:${object}`, holder)
      return holder
    },

    publishResult(name: string, told: AttemptResult): void {
      memory.put(`told:${name}`, told)
      for (const listener of waiting) listener(name, told)
    },

    /** What was told under one of the names, as soon as it is, or `null` after `waitMs`. */
    async waitForResult(names: readonly string[], waitMs: number): Promise<AttemptResult | null> {
      for (const name of names) {
        const told = memory.get<AttemptResult>(`told:${name}`)
        if (told) return told
      }
      const { promise, resolve } = Promise.withResolvers<AttemptResult | null>()
      const listener = (name: string, told: AttemptResult) => {
        if (names.includes(name)) resolve(told)
      }
      const timer = setTimeout(() => resolve(null), waitMs)
      waiting.push(listener)
      const told = await promise
      clearTimeout(timer)
      waiting = waiting.filter((other) => other !== listener)
      return told
    },
  }
}
