/** Limits how many rooms one person can hold at the same time without paying. */

import { RateLimited, tooMany } from '../../core/refusals.ts'
import type { BookingContext } from '../context.ts'
import type { CountedHold } from '../hold-counter.ts'
import { log } from '../log.ts'

const rooms = (count: number) => (count === 1 ? 'one room is' : `${count} rooms are`)

const TOO_MANY = {
  email: (count: number) =>
    `With this email address ${rooms(count)} being paid for at the moment. Please finish one payment first.`,
  network: (count: number) =>
    `From your network ${rooms(count)} being paid for at the moment, perhaps by others there.`,
}

/** A request that has counted its hold places it within this time, or takes it from the count again. */
const PLACING_MS = 15_000

/**
 * Counts a hold for the customer's e-mail address and for their network.
 * @throws RateLimited when one of the two has reached its limit of current holds.
 */
export async function enforceHoldLimit(
  ctx: BookingContext,
  email: string,
  hold: CountedHold
): Promise<void> {
  const counters = await ctx.holdCounters(email)
  const results = await Promise.all(counters.map(({ counter, max }) => counter.take(hold, max)))
  for (const [index, full] of results.entries()) {
    const counted = counters[index]
    if (!counted || full.length === 0) continue
    const { counter, max, by } = counted
    const isBeingPlaced = ({ untilMs }: CountedHold) =>
      untilMs - ctx.config.holdDurationMs > ctx.now() - PLACING_MS
    const isHeld = async ({ rooms, holder }: CountedHold) =>
      (await Promise.all(rooms.map((room) => ctx.room(room).isHeld(holder)))).includes(true)
    const checked = await Promise.all(
      full.map(async (other) => (isBeingPlaced(other) || (await isHeld(other)) ? other : null))
    )
    const held = checked.filter((other) => other !== null)
    for (const { holder } of full)
      if (!held.some((other) => other.holder === holder)) await counter.release(holder)
    if ((await counter.take(hold, max)).length === 0) continue
    log.rateLimited('holds', 'person')
    const untilMs = Math.min(...held.map((other) => other.untilMs))
    const seconds = Math.max(1, Math.ceil((untilMs - ctx.now()) / 1000))
    throw new RateLimited(seconds, tooMany(TOO_MANY[by](held.length), seconds))
  }
}

/** The hold was not placed in this room or was released. One of a later request stays counted. */
export async function uncountHold(
  ctx: BookingContext,
  { email, attemptId, room }: { email: string; attemptId: string; room: string }
): Promise<void> {
  if (await ctx.room(room).isHeld(attemptId)) return
  const counters = await ctx.holdCounters(email)
  await Promise.all(counters.map(({ counter }) => counter.release(attemptId, room)))
}
