/**
 * What a sweep reads once an hour, in case an event is lost. While nothing is open these looks take turns:
 * one in the place of the events, after each sweep that read the events, so that no sweep reads more than
 * one list at Stripe.
 */

/** What the next sweep needs to know of the last one, whether all of it worked or not. */
export interface Round {
  atMs: number
  /** It read the events: nothing was open, and nothing had happened. */
  isIdle: boolean
  /** The look that it did in the place of the events; `null` if it read the events. */
  turn: string | null
}

/** When each hourly look was last done, by its name; 0 for never. */
type DoneMs = Readonly<Record<string, number>>

const HOUR_MS = 3600_000

/** Turns begin early: with one every ten minutes, five looks have had theirs within the hour. */
const TURN_AFTER_MS = 15 * 60_000

/** Sweeps run every 5 minutes, or every 10 in a quiet house. After a longer pause nothing waits. */
const PAUSE_MS = 12 * 60_000

/** Names of the hourly looks that are due, the longest waiting first. */
export function dueLooks(doneMs: DoneMs, nowMs: number, afterMs = HOUR_MS): string[] {
  const due = Object.entries(doneMs).filter(([, ms]) => nowMs - ms >= afterMs)
  return due.sort(([, a], [, b]) => a - b).map(([name]) => name)
}

/** The look that this sweep does in the place of the events; `null` if it reads the events. */
export function turnOf(last: Round | null, doneMs: DoneMs, nowMs: number): string | null {
  if (!last?.isIdle || !isRecent(last, nowMs)) return null
  return dueLooks(doneMs, nowMs, TURN_AFTER_MS)[0] ?? null
}

/**
 * The hourly looks of a sweep that read the events and found nothing open: none, they wait for their turns.
 * All that are due after a pause; and when one has failed in its turn, that one too.
 */
export function idleLooks(last: Round | null, doneMs: DoneMs, nowMs: number): string[] {
  const due = dueLooks(doneMs, nowMs)
  if (!last || !isRecent(last, nowMs)) return due
  const { turn, atMs } = last
  if (turn === null || (doneMs[turn] ?? 0) >= atMs) return []
  return [...new Set([turn, ...due])]
}

const isRecent = ({ atMs }: Round, nowMs: number): boolean =>
  atMs <= nowMs && nowMs - atMs <= PAUSE_MS
