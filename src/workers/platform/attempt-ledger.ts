/** The Durable Object of a purchase attempt, the same in both Workers. */
import { DurableObject } from 'cloudflare:workers'
import { objectOfKey } from '../../core/ids.ts'
import type { SendRecord, SendTries, TryCounter } from '../../core/tries.ts'
import { type AttemptResult, createAttemptLedger } from '../../payments/attempt-ledger.ts'
import { createAttemptAlarm, type ExpiredIntent } from '../../payments/intent-expiry.ts'
import { durableAlarm, durableStorage } from './storage.ts'

/** Longer than a tab stays open or a bank debit takes. */
const ATTEMPT_LIFE_MS = 60 * 24 * 3600_000

const KEPT_UNTIL = 'kept-until'

/**
 * One per purchase attempt, and one per object that something is created for or told of. Deletes its data
 * `ATTEMPT_LIFE_MS` after the last change.
 */
export class AttemptLedger<Env = unknown> extends DurableObject<Env> {
  readonly #ledger = createAttemptLedger(durableStorage(this.ctx))
  readonly #alarm = createAttemptAlarm({
    attemptId: this.ctx.id.name ?? '',
    ledger: this.#ledger,
    alarm: durableAlarm(this.ctx),
    startWorkflow: (id, expired) => this.startExpiry(id, expired),
    now: Date.now,
  })
  /** Starts the workflow that cancels an unpaid intent. No intent expires in a Worker that does not say how. */
  protected async startExpiry(_id: string, _expired: ExpiredIntent): Promise<unknown> {
    return false
  }
  read() {
    return this.#ledger.read()
  }
  async startVersion(fingerprint: string, usedIntentId?: string) {
    await this.#scheduleDeletion()
    return this.#ledger.startVersion(fingerprint, usedIntentId)
  }
  async saveIntent(version: number, intentId: string, expiresAtMs?: number) {
    const isCurrent = this.#ledger.saveIntent(version, intentId, expiresAtMs)
    await this.#scheduleDeletion()
    return isCurrent
  }
  async setExpiry(intentId: string, atMs: number | null) {
    this.#ledger.setExpiry(intentId, atMs)
    await this.#scheduleDeletion()
  }
  expiries() {
    return this.#ledger.expiries()
  }
  async countDecline(intentId: string, eventId: string) {
    await this.#scheduleDeletion()
    return this.#ledger.countDecline(intentId, eventId)
  }
  async claim(object: string, workflowId: string) {
    await this.#scheduleDeletion()
    return this.#ledger.claim(object, workflowId)
  }
  wasSent(tag: string) {
    return this.#ledger.wasSent(tag)
  }
  noteSent(tag: string) {
    this.#ledger.noteSent(tag)
  }
  async nextTry(key: string, nth: number) {
    await this.#scheduleDeletion()
    return this.#ledger.nextTry(key, nth)
  }
  async beginSend(tag: string, nowMs: number) {
    await this.#scheduleDeletion()
    return this.#ledger.beginSend(tag, nowMs)
  }
  recordSend(tag: string, tries: SendTries) {
    this.#ledger.recordSend(tag, tries)
  }
  async publishResult(name: string, result: AttemptResult) {
    await this.#scheduleDeletion()
    this.#ledger.publishResult(name, result)
  }
  markTaken(name: string) {
    this.#ledger.markTaken(name)
  }
  wasTaken(name: string) {
    return this.#ledger.wasTaken(name)
  }
  waitForResult(names: readonly string[], waitMs: number) {
    return this.#ledger.waitForResult(names, waitMs)
  }
  override async alarm(): Promise<void> {
    const untilMs = this.ctx.storage.kv.get<number>(KEPT_UNTIL) ?? 0
    if (untilMs <= Date.now() || this.#ledger.expiries().length === 0)
      return this.ctx.storage.deleteAll()
    await this.#alarm.fire(untilMs)
  }
  #scheduleDeletion() {
    const untilMs = Date.now() + ATTEMPT_LIFE_MS
    this.ctx.storage.kv.put(KEPT_UNTIL, untilMs)
    return this.#alarm.schedule(untilMs)
  }
}

/** Each object's tries are recorded in a ledger of its own name. */
export function triesFor(ledgers: DurableObjectNamespace<AttemptLedger>): TryCounter & SendRecord {
  const of = (key: string) => ledgers.getByName(objectOfKey(key))
  return {
    nextTry: (key, nth) => of(key).nextTry(key, nth),
    beginSend: (tag, nowMs) => of(tag).beginSend(tag, nowMs),
    recordSend: (tag, tries) => of(tag).recordSend(tag, tries),
  }
}
