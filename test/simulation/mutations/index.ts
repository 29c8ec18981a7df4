/** Bugs that the rule must see: one change of one text each, the rule that it breaks, and where that shows. */

import type { SceneName } from '../interleavings.ts'
import type { Fault } from '../process.ts'
import { MONEY_MUTATIONS } from './checkout.ts'
import { LATER_MUTATIONS } from './later.ts'
import { ROOM_MUTATIONS } from './rooms.ts'
import { STAFF_MUTATIONS } from './staff.ts'

export interface Mutation {
  /** Under `src/`. */
  file: string
  /** Stands in the file exactly once. */
  from: string
  to: string
}

export interface SeededBug extends Mutation {
  name: string
  /** The rule that it breaks, as the oracle calls it. */
  invariant: string
  where:
    | { scenario: string; call?: string; kind?: Fault['kind'] }
    | { scene: SceneName; seeds: number }
    | { episode: string }
}

export const MUTATIONS: readonly SeededBug[] = [
  ...MONEY_MUTATIONS,
  ...ROOM_MUTATIONS,
  ...LATER_MUTATIONS,
  ...STAFF_MUTATIONS,
]
