/** The Durable Object of a purchase attempt, the same in both Workers. */
import { DurableObject } from 'cloudflare:workers'
import { type AttemptResult, createAttemptLedger } from '../../payments/attempt-ledger.ts'
import { durableStorage } from './storage.ts'

/** Longer than a tab stays open or a bank debit takes. */
const ATTEMPT_LIFE_MS = 60 * 24 * 3600_000

/** One per purchase attempt. Deletes its data after `ATTEMPT_LIFE_MS`. */
export class AttemptLedger extends DurableObject {
  readonly #ledger = createAttemptLedger(durableStorage(this.ctx))
  read() {
    return this.#ledger.read()
  }
  async startVersion(fingerprint: string, usedIntentId?: string) {
    await this.ctx.storage.setAlarm(Date.now() + ATTEMPT_LIFE_MS)
    return this.#ledger.startVersion(fingerprint, usedIntentId)
  }
  saveIntent(version: number, intentId: string) {
    return this.#ledger.saveIntent(version, intentId)
  }
  claim(object: string, workflowId: string) {
    return this.#ledger.claim(object, workflowId)
  }
  publishResult(name: string, result: AttemptResult) {
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
    await this.ctx.storage.deleteAll()
  }
}
