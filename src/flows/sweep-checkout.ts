/** What the checkout Worker's sweep looks after: day passes and memberships. */
import { reviving, sweep } from './sweep.ts'
import { unservedPasses } from './unserved.ts'
import { unservedMemberships } from './unserved-memberships.ts'
import { HANDLED_EVENTS, takeEvent } from './webhook.ts'
import type { World } from './world.ts'

export function sweepCheckout(world: World, options: { nightly: boolean }): Promise<void> {
  const swept = { ...world, runs: reviving(world.runs) }
  const watch = {
    types: HANDLED_EVENTS,
    take: (event: Parameters<typeof takeEvent>[1]) => takeEvent(swept, event, 'sweep'),
    unserved: async (sinceMs: number) => [
      ...(await unservedPasses(world, sinceMs)),
      ...(await unservedMemberships(world, sinceMs)),
    ],
  }
  return sweep(world, watch, options)
}
