/** The tries that a call outward has had; they outlive a kill. */

/**
 * Durable counts of failed tries, one for each idempotency key. A vendor that stores a failure for its
 * key repeats it for a day, so a later call goes on with the next number instead of beginning again.
 */
export interface TryCounter {
  /** Records that the `nth` try (from 1) failed for good. Returns the number of the next one. */
  nextTry(key: string, nth: number): Promise<number>
}

/** What is known of an e-mail's earlier tries; times in ms since the epoch. */
export interface SendTries {
  /** The first and the last try that may have sent it. */
  uncertain?: { firstMs: number; lastMs: number }
  /** MailerSend wants no request earlier (`Retry-After`). */
  notBeforeMs?: number
}

/** Durable. Of an e-mail that no try can have sent, nobody need ask whether it was. */
export interface SendRecord {
  /** The earlier tries of the e-mail with this tag. If none can have sent it, this one is recorded. */
  beginSend(tag: string, nowMs: number): Promise<SendTries>
  recordSend(tag: string, tries: SendTries): Promise<void>
}
