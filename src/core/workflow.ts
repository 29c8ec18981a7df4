/** The one port of durable work: a step is done once and remembered, whatever happens to the process. */
import type { MembershipOrder } from '../memberships/context.ts'
import type { PassOrder } from '../passes/context.ts'
import type { BookingRunOrder } from '../rooms/context.ts'

/**
 * How long a step is tried. `until-done` lasts about a quarter of an hour, then the run has errored
 * and a person is needed; `courtesy` about a minute, for what harms nobody when it fails.
 */
export type Patience = 'until-done' | 'courtesy'

/** What a step returns is stored: plain data, never `undefined`. */
export type Step = <T>(name: string, work: () => Promise<T>, patience?: Patience) => Promise<T>

/** A step that may fail without harm: `null` when it did. */
export async function attempt<T>(
  step: Step,
  name: string,
  work: () => Promise<T>
): Promise<T | null> {
  try {
    return await step(name, work, 'courtesy')
  } catch {
    return null
  }
}

export type RunState = 'none' | 'running' | 'complete' | 'errored'

/** An object as the starter of a run has just read it, so that the run need not read it again at once. */
export interface Seen<T> {
  object: T
  atMs: number
}

/** Read by the starter this recently, it is fresh enough to act on. */
export const FRESH_MS = 10_000
export function freshly<T>(seen: Seen<T> | undefined, nowMs: number): T | null {
  return seen && Math.abs(nowMs - seen.atMs) < FRESH_MS ? seen.object : null
}

export type RunOrder = PassOrder | MembershipOrder
export type Order<K extends (RunOrder | BookingRunOrder)['kind']> = Extract<
  RunOrder | BookingRunOrder,
  { kind: K }
>
export interface Runs<T> {
  /** Starts a run unless one of this name was ever started. */
  start(id: string, order: T): Promise<void>
  state(id: string): Promise<RunState>
  /** Starts it again from its first step, errored or silent as it is. */
  restart(id: string): Promise<void>
}
