/** Nobody keeps more than a few rooms at a time from others by beginning to pay for them. */
import { events } from '../../core/log.ts'
import { TooMany } from '../../core/refusals.ts'
import type { BookingsWorld } from '../context.ts'
import type { CountedHold } from '../hold-counter.ts'

/**
 * Counts a hold under her e-mail address and under the network she comes from.
 * @throws TooMany when one of the two has as many that are still held.
 */
export async function countHold(
  world: BookingsWorld,
  email: string,
  hold: CountedHold
): Promise<void> {
  const counts = await world.holdCounts(email)
  const answers = await Promise.all(counts.map(({ count, most }) => count.take(hold, most)))
  for (const [nth, full] of answers.entries()) {
    const counted = counts[nth]
    if (!counted || full.length === 0) continue
    const { count, most } = counted
    const standing = await Promise.all(
      full.map(async (other) =>
        (await world.room(other.room).isHeld(other.holder)) ? other : null
      )
    )
    const held = standing.filter((other) => other !== null)
    for (const { holder } of full)
      if (!held.some((other) => other.holder === holder)) await count.release(holder)
    if ((await count.take(hold, most)).length === 0) continue
    events.tooMany('holds', 'person')
    const untilMs = Math.min(...held.map((other) => other.untilMs))
    throw new TooMany(Math.max(1, Math.ceil((untilMs - world.now()) / 1000)))
  }
}
