/**
 * State of one attempt to buy something in one browser tab: the intent of its current request body, the
 * workflow that owns it, and the result for the waiting page.
 */
import type { Storage } from '../core/storage.ts'
import type { SendTries } from '../core/tries.ts'

export interface AttemptEntry {
  /** Counts the different bodies this attempt was sent with, from 1. */
  version: number
  /** `attemptFingerprint` of the request body and of what it would buy. */
  fingerprint: string
  intentId?: string
}

export type AttemptLedger = ReturnType<typeof createAttemptLedger>

const CURRENT = 'current'
const EXPIRIES = 'expiries'

/** An unpaid intent, and when it is to be cancelled. */
export interface Expiry {
  intentId: string
  atMs: number
}

/** Declined cards after which an intent is cancelled: more than a person mistypes. */
export const MAX_DECLINES = 10

/** What a workflow reports to the page that waits for it. */
export interface AttemptResult {
  outcome: string
  passDate?: string
  clientSecret?: string | null
  subscriptionId?: string
}

/** The name of the final result of an attempt. Every waiting page includes it. */
export const COMPLETED = 'served'

/**
 * The version number for a body: the current one if the body is the same, else the next. The next one
 * too if the current intent is `usedIntentId`, because that intent cannot be used again.
 */
export function versionFor(
  entry: AttemptEntry | null,
  fingerprint: string,
  usedIntentId?: string
): number {
  const isSame =
    entry?.fingerprint === fingerprint && (!usedIntentId || entry.intentId !== usedIntentId)
  return isSame ? entry.version : (entry?.version ?? 0) + 1
}

/** Identifies what an attempt buys: the track, and a hash of the request body and its price. */
export function attemptFingerprint(track: '1' | '2' | '3', hash: string): string {
  return `${track}:${hash}`
}

export const isSameTrack = (entry: AttemptEntry, fingerprint: string) =>
  entry.fingerprint.split(':')[0] === fingerprint.split(':')[0]

export function createAttemptLedger(storage: Storage) {
  const current = () => storage.get<AttemptEntry>(CURRENT)
  const take = (name: string, result: AttemptResult) => {
    storage.put(`taken:${name}`, true)
    return result
  }
  const expiries = () => storage.get<Expiry[]>(EXPIRIES) ?? []
  function setExpiry(intentId: string, atMs: number | null): void {
    const others = expiries().filter((one) => one.intentId !== intentId)
    storage.put<Expiry[]>(EXPIRIES, atMs === null ? others : [...others, { intentId, atMs }])
  }
  let listeners: ((name: string, result: AttemptResult) => void)[] = []

  return {
    read: (): AttemptEntry | null => current() ?? null,

    /**
     * Starts a new version if needed. The caller must cancel the replaced intent. `null` if another track
     * has started this attempt meanwhile: then nothing is changed.
     */
    startVersion(
      fingerprint: string,
      usedIntentId?: string
    ): { version: number; replacedIntentId?: string } | null {
      const entry = current()
      if (entry && !isSameTrack(entry, fingerprint)) return null
      const version = versionFor(entry ?? null, fingerprint, usedIntentId)
      if (version === entry?.version) return { version }
      storage.put<AttemptEntry>(CURRENT, { version, fingerprint })
      return { version, ...(entry?.intentId ? { replacedIntentId: entry.intentId } : {}) }
    },

    /**
     * Saves the intent if `version` is still the current one. Returns whether it is. `expiresAtMs`: when
     * it is to be cancelled if it is not paid, also if the version is not the current one any more.
     */
    saveIntent(version: number, intentId: string, expiresAtMs?: number): boolean {
      if (expiresAtMs !== undefined) setExpiry(intentId, expiresAtMs)
      const entry = current()
      if (entry?.version !== version) return false
      storage.put<AttemptEntry>(CURRENT, { ...entry, intentId })
      return true
    },

    /** The intents that have to be cancelled if they are not paid, and when. */
    expiries,

    /** `null`: paid or cancelled, nothing is left to do. */
    setExpiry,

    /** Declined cards of an intent, with this one; not counted beyond `MAX_DECLINES`. */
    countDecline(intentId: string, eventId: string): number {
      const key = `declines:${intentId}`
      const counted = storage.get<string[]>(key) ?? []
      if (counted.includes(eventId) || counted.length >= MAX_DECLINES) return counted.length
      storage.put(key, [...counted, eventId])
      return counted.length + 1
    },

    /** Returns the workflow that owns an object: permanently the first one that claimed it. */
    claim(object: string, workflowId: string): string {
      const owner = storage.get<string>(`claim:${object}`) ?? workflowId
      storage.put(`claim:${object}`, owner)
      return owner
    },

    /** Whether the e-mail with this tag was sent; the ledger forgets it with all else. */
    wasSent: (tag: string): boolean => storage.get<boolean>(`sent:${tag}`) ?? false,

    noteSent: (tag: string): void => storage.put(`sent:${tag}`, true),

    /** See `TryCounter` in core/tries.ts. */
    nextTry(key: string, nth: number): number {
      const next = Math.max(nth + 1, storage.get<number>(`try:${key}`) ?? 0)
      storage.put(`try:${key}`, next)
      return next
    },

    /** See `SendRecord` in core/tries.ts. */
    beginSend(tag: string, nowMs: number): SendTries {
      const earlier = storage.get<SendTries>(`send:${tag}`) ?? {}
      const { uncertain, notBeforeMs = 0 } = earlier
      if (!uncertain && notBeforeMs <= nowMs)
        storage.put<SendTries>(`send:${tag}`, { uncertain: { firstMs: nowMs, lastMs: nowMs } })
      return earlier
    },

    recordSend: (tag: string, tries: SendTries): void => storage.put(`send:${tag}`, tries),

    publishResult(name: string, result: AttemptResult): void {
      storage.put(`result:${name}`, result)
      for (const listener of listeners) listener(name, result)
    },

    /** The page was answered with this result, by a request that did not wait for it. */
    markTaken(name: string): void {
      storage.put(`taken:${name}`, true)
    },

    /** Whether a page was answered with the result of this name. */
    wasTaken: (name: string): boolean => storage.get<boolean>(`taken:${name}`) ?? false,

    /** Waits for the first result with one of the names. Returns `null` after `waitMs`. */
    async waitForResult(names: readonly string[], waitMs: number): Promise<AttemptResult | null> {
      for (const name of names) {
        const result = storage.get<AttemptResult>(`result:${name}`)
        if (result) return take(name, result)
      }
      const { promise, resolve } = Promise.withResolvers<AttemptResult | null>()
      const listener = (name: string, result: AttemptResult) => {
        if (names.includes(name)) resolve(take(name, result))
      }
      const timer = setTimeout(() => resolve(null), waitMs)
      listeners.push(listener)
      const result = await promise
      clearTimeout(timer)
      listeners = listeners.filter((other) => other !== listener)
      return result
    },
  }
}
