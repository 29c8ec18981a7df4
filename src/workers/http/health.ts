/** `GET /health`: whether the Worker answers, and whether its sweep has run in the last minutes. */
import type { Context } from 'hono'
import { type SweepRecordEnv, sweepRecordFor } from '../platform/sweep-record.ts'

/** Three sweeps may be missed. */
const MAX_AGE_MS = 15 * 60_000

/** Anybody may ask as often as they like, so the object is read once in this time by an isolate. */
const CACHE_MS = 10_000

let cached: { lastSweepAtMs: number | null; readAtMs: number } | undefined

/**
 * 200 with the time of the last whole sweep, also when there has been none since the storage was made;
 * 503 when it is older than 15 minutes or cannot be read. Asks no vendor.
 */
export async function healthRoute<E extends SweepRecordEnv>(
  c: Context<{ Bindings: E }>,
  worker: string
) {
  const now = Date.now()
  if (!cached || now - cached.readAtMs >= CACHE_MS) {
    try {
      cached = { lastSweepAtMs: await sweepRecordFor(c.env).lastSweepAtMs(), readAtMs: now }
    } catch {
      return c.json({ ok: false, worker, lastSweepAt: null }, 503)
    }
  }
  const { lastSweepAtMs } = cached
  const ok = lastSweepAtMs === null || now - lastSweepAtMs <= MAX_AGE_MS
  const lastSweepAt = lastSweepAtMs === null ? null : new Date(lastSweepAtMs).toISOString()
  return c.json({ ok, worker, lastSweepAt }, ok ? 200 : 503)
}
