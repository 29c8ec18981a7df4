/** Durable work as the flows see it: steps that run once, and workflows named after the object they serve. */

/**
 * How long a step is retried. `required`: about a quarter of an hour, then the workflow has errored
 * and a person is needed. `best-effort`: about half a minute, for work that harms nobody when it fails.
 */
export type RetryPolicy = 'required' | 'best-effort'

/** Runs `work` once, whatever happens to the process, and stores what it returns: plain data. */
export type Step = <T>(name: string, work: () => Promise<T>, policy?: RetryPolicy) => Promise<T>

/** A step that may fail without harm: `null` when it did. */
export async function tryStep<T>(
  step: Step,
  name: string,
  work: () => Promise<T>
): Promise<T | null> {
  try {
    return await step(name, work, 'best-effort')
  } catch {
    return null
  }
}

export type WorkflowStatus = 'none' | 'running' | 'complete' | 'errored'

/** An object as the caller has just read it, so that the workflow need not read it again at once. */
export interface Snapshot<T> {
  object: T
  atMs: number
}

/** A snapshot of this age is recent enough to act on. */
const SNAPSHOT_MAX_AGE_MS = 10_000

export function useIfFresh<T>(snapshot: Snapshot<T> | undefined, nowMs: number): T | null {
  return snapshot && Math.abs(nowMs - snapshot.atMs) < SNAPSHOT_MAX_AGE_MS ? snapshot.object : null
}

/** `T`: the parameters of the workflows. */
export interface Workflows<T> {
  /** Starts a workflow unless one with this id was ever started. */
  start(id: string, params: T): Promise<void>
  state(id: string): Promise<WorkflowStatus>
  /** Runs it again from its first step, whether it has errored or is silent. */
  restart(id: string): Promise<void>
}
