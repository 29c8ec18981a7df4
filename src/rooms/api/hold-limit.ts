/** Nobody keeps more than a few rooms at a time from others by beginning to pay for them. */

import { log } from '../../core/log.ts'
import { RateLimited } from '../../core/refusals.ts'
import type { BookingContext } from '../context.ts'
import type { CountedHold } from '../hold-counter.ts'

/**
 * Counts a hold under her e-mail address and under the network she comes from.
 * @throws RateLimited when one of the two has as many that are still held.
 */
export async function enforceHoldLimit(
  ctx: BookingContext,
  email: string,
  hold: CountedHold
): Promise<void> {
  const counters = await ctx.holdCounters(email)
  const answers = await Promise.all(counters.map(({ counter, max }) => counter.take(hold, max)))
  for (const [nth, full] of answers.entries()) {
    const counted = counters[nth]
    if (!counted || full.length === 0) continue
    const { counter, max } = counted
    const standing = await Promise.all(
      full.map(async (other) => ((await ctx.room(other.room).isHeld(other.holder)) ? other : null))
    )
    const held = standing.filter((other) => other !== null)
    for (const { holder } of full)
      if (!held.some((other) => other.holder === holder)) await counter.release(holder)
    if ((await counter.take(hold, max)).length === 0) continue
    log.rateLimited('holds', 'person')
    const untilMs = Math.min(...held.map((other) => other.untilMs))
    throw new RateLimited(Math.max(1, Math.ceil((untilMs - ctx.now()) / 1000)))
  }
}
