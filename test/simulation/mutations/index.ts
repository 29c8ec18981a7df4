/** Bugs that the law must see: one change of one text each, the law that it breaks, and where that shows. */

import type { Mishap } from '../process.ts'
import { MONEY_MUTATIONS } from './checkout.ts'
import { ROOM_MUTATIONS } from './rooms.ts'

export interface Mutation {
  /** Under `src/`. */
  file: string
  /** Stands in the file exactly once. */
  from: string
  to: string
}

export interface SeededBug extends Mutation {
  name: string
  /** The law that it breaks, as the oracle calls it. */
  law: string
  where: { story: string; call?: string; kind?: Mishap['kind'] } | { seeds: number }
}

export const MUTATIONS: readonly SeededBug[] = [...MONEY_MUTATIONS, ...ROOM_MUTATIONS]
