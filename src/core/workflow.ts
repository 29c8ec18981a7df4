/** Interface of durable work: steps that run once, and workflows named after the object they serve. */
import { log } from './log.ts'
import { VendorError } from './vendor-error.ts'

/**
 * How long a step is retried. `required`: about 15 minutes, then the workflow has errored and the
 * sweep alerts the team. `best-effort`: about 30 seconds, for work that may be lost. `patient`: about
 * 2 minutes, longer than the minute for which a vendor's rate limit lasts.
 */
export type RetryPolicy = 'required' | 'best-effort' | 'patient'

/** Waits of 1 s, 2 s, 4 s …: ten take about 17 minutes, seven 2 minutes, five half a minute. */
export const RETRIES = {
  required: { limit: 10, firstDelayMs: 1000, timeoutMs: 60_000 },
  'best-effort': { limit: 5, firstDelayMs: 1000, timeoutMs: 30_000 },
  patient: { limit: 7, firstDelayMs: 1000, timeoutMs: 30_000 },
} as const satisfies Record<RetryPolicy, object>

/** Runs `work` until it succeeds once, and stores its result, which must be plain data. */
export type Step = <T>(name: string, work: () => Promise<T>, policy?: RetryPolicy) => Promise<T>

/** A step without which the workflow goes on. Returns `null` if it failed, and says so in the log. */
export async function tryStep<T>(
  step: Step,
  name: string,
  work: () => Promise<T>,
  policy: RetryPolicy = 'best-effort'
): Promise<T | null> {
  try {
    return await step(name, work, policy)
  } catch (error) {
    log.stepFailed(name, error)
    return null
  }
}

/** Like `tryStep`, and patient if the vendor says that there were too many requests. */
export async function tryPatiently<T>(
  step: Step,
  name: string,
  work: () => Promise<T>
): Promise<T | null> {
  const limited = 'rate-limited'
  const first = await tryStep(step, name, async () => {
    try {
      return { value: await work() }
    } catch (error) {
      if (error instanceof VendorError && error.status === 429) return limited
      throw error
    }
  })
  if (first !== limited) return first === null ? null : first.value
  return tryStep(step, `${name} after the rate limit`, work, 'patient')
}

export type WorkflowStatus = 'none' | 'running' | 'complete' | 'errored'

/** An object that the caller has just read. It saves the workflow a second read. */
export interface Snapshot<T> {
  object: T
  atMs: number
}

/** An older snapshot is not used. */
const SNAPSHOT_MAX_AGE_MS = 10_000

export function useIfFresh<T>(snapshot: Snapshot<T> | undefined, nowMs: number): T | null {
  return snapshot && isFresh(snapshot.atMs, nowMs) ? snapshot.object : null
}

/** Whether what was read at `atMs` may still be acted on without a second look. */
export function isFresh(atMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - atMs) < SNAPSHOT_MAX_AGE_MS
}

/** Starts and inspects workflows; `T` is the type of their parameters. */
export interface Workflows<T> {
  /** Whether it was started now. Does nothing if a workflow with this id was already started. */
  start(id: string, params: T): Promise<boolean>
  state(id: string): Promise<WorkflowStatus>
  /** Runs it again from its first step, also if it is still running. */
  restart(id: string): Promise<void>
}
