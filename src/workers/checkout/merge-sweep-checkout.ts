/** What the checkout Worker's sweep looks after: day passes and memberships. */
import type { Span } from '../../core/month.ts'
import { unservedMemberships } from '../../memberships/operations/unserved.ts'
import { reviving, settledAmong, sweep } from '../../operations/sweep.ts'
import { unservedPasses } from '../../passes/operations/unserved.ts'
import type { World } from '../../payments/context.ts'
import { HANDLED_EVENTS, takeEvent } from './merge-webhook.ts'

export function sweepCheckout(world: World, options: { nightly: boolean }): Promise<void> {
  const swept = { ...world, runs: reviving(world.runs) }
  const watch = {
    types: HANDLED_EVENTS,
    take: (event: Parameters<typeof takeEvent>[1]) => takeEvent(swept, event, 'sweep'),
    settled: (span: Span) => settledAmong([world.stripe.eachPayment, world.stripe.eachSetup], span),
    unserved: async (sinceMs: number) => [
      ...(await unservedPasses(world, sinceMs)),
      ...(await unservedMemberships(world, sinceMs)),
    ],
  }
  return sweep(world, watch, options)
}
