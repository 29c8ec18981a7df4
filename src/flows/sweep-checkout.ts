/** What the checkout Worker's sweep looks after: day passes and memberships. */
import { sweep } from './sweep.ts'
import { unservedMemberships, unservedPasses } from './unserved.ts'
import { HANDLED_EVENTS, takeEvent } from './webhook.ts'
import type { World } from './world.ts'

export function sweepCheckout(world: World, options: { nightly: boolean }): Promise<void> {
  const watch = {
    types: HANDLED_EVENTS,
    take: (event: Parameters<typeof takeEvent>[1]) => takeEvent(world, event, 'sweep'),
    unserved: async (sinceMs: number) => [
      ...(await unservedPasses(world, sinceMs)),
      ...(await unservedMemberships(world, sinceMs)),
    ],
  }
  return sweep(world, watch, options)
}
