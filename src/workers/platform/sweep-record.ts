/** The Durable Object that keeps a Worker's sweep record, and what `/health` reads of it. */
import { DurableObject } from 'cloudflare:workers'
import type { Seen } from '../../operations/look.ts'
import type { Round } from '../../operations/round.ts'
import { createSweepRecord } from '../../operations/sweep-record.ts'
import { durableStorage } from './storage.ts'

/** One object, named `sweep`. */
export class SweepRecord extends DurableObject {
  readonly #record = createSweepRecord(durableStorage(this.ctx), Date.now)
  lastSweepAtMs() {
    return this.#record.lastSweepAtMs()
  }
  finish() {
    this.#record.finish()
  }
  lastRound() {
    return this.#record.lastRound()
  }
  keepRound(round: Round) {
    this.#record.keepRound(round)
  }
  seen() {
    return this.#record.seen()
  }
  saw(list: string, seen: Seen, closed: readonly string[]) {
    this.#record.saw(list, seen, closed)
  }
  partFailed(part: string) {
    return this.#record.partFailed(part)
  }
  partsWorked(parts: readonly string[]) {
    this.#record.partsWorked(parts)
  }
  toldAtMs(what: string) {
    return this.#record.toldAtMs(what)
  }
  told(what: string) {
    this.#record.told(what)
  }
  doneAtMs(what: string) {
    return this.#record.doneAtMs(what)
  }
  done(what: string) {
    this.#record.done(what)
  }
}

export interface SweepRecordEnv {
  SWEEP_RECORD: DurableObjectNamespace<SweepRecord>
}

export const sweepRecordFor = ({ SWEEP_RECORD }: SweepRecordEnv) => SWEEP_RECORD.getByName('sweep')
