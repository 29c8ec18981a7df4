/** The performance goals, and by how much a value misses them. */
import type { Timed } from './latency.ts'
import type { WorkerName } from './names.ts'
import type { Start } from './startup.ts'

/** Time that an answer may take beyond its rounds. */
export const GRACE_MS = { rounds: 15, run: 60, webhook: 15 } as const
export const MOST_AT_ONCE = 6
export const START_MS = 22
export const BUNDLE_KB: Record<string, number> = { bookings: 90, checkout: 80 }
export const SCRIPT_KB: Record<string, number> = {
  'checkout.js': 4,
  'purchase.js': 4,
  'booking.js': 12,
  'turnstile.js': 1,
}

/** Empty if the goal is met; otherwise by how much it was missed. */
export type Miss = string

export const kb = (bytes: number) => bytes / 1024

export function missedBy(value: number, goal: number, unit: string): Miss {
  return value <= goal ? '' : `missed by ${(value - goal).toFixed(unit === 'KB' ? 1 : 0)} ${unit}`
}

export function overMs({ sides, goalRounds }: Timed, delayMs: number): number {
  return (sides.ours?.ms ?? 0) - goalRounds * delayMs
}

export function timedMiss(timed: Timed, delayMs: number): Miss {
  const { ours } = timed.sides
  if (!ours) return ''
  const rounds = ours.rounds > timed.goalRounds ? `${ours.rounds} rounds` : ''
  const late = missedBy(overMs(timed, delayMs), GRACE_MS[timed.waitsFor], 'ms')
  const crowd = ours.atOnce > MOST_AT_ONCE ? `${ours.atOnce} at once` : ''
  return [rounds, late, crowd].filter(Boolean).join(', ')
}

export function startMiss(start: Start, empty: Start): Miss {
  return start.name.startsWith('ours') ? missedBy(start.ms - empty.ms, START_MS, 'ms') : ''
}

export const bundleMiss = (worker: WorkerName, bytes: number) =>
  missedBy(kb(bytes), BUNDLE_KB[worker] ?? 0, 'KB')
export const scriptMiss = (script: string, bytes: number | null) =>
  bytes === null ? '' : missedBy(kb(bytes), SCRIPT_KB[script] ?? 0, 'KB')

export const COUNTING_MS = 2

export const countingMiss = (ms: number): Miss =>
  ms <= COUNTING_MS ? '' : `missed by ${(ms - COUNTING_MS).toFixed(1)} ms`

export const MOST_REQUESTS = 1

export const pageMiss = (requests: readonly string[]) =>
  requests.length > MOST_REQUESTS ? `${requests.length} requests` : ''
