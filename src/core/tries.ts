/** The number of tries that a call to create something has had; it outlives a kill. */

/**
 * Durable counts of failed tries, one for each idempotency key. A vendor that stores a failure for its
 * key repeats it for a day, so a later call goes on with the next number instead of beginning again.
 */
export interface TryCounter {
  /** Records that the `nth` try (from 1) failed for good. Returns the number of the next one. */
  nextTry(key: string, nth: number): Promise<number>
}
