/** What is measured against what. */

export { ROOT } from '../sandbox/wrangler.ts'

export const SIDES = ['ours', 'naive'] as const
export type SideName = (typeof SIDES)[number]

export const WORKERS = ['checkout', 'bookings'] as const
export type WorkerName = (typeof WORKERS)[number]

export type PerSide<T> = Record<SideName, T>
