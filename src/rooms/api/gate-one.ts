/** Gate 1: nobody begins to pay for a room that somebody else has, is paying for, or that staff use. */

import { log } from '../../core/log.ts'
import { messageFor, Refusal } from '../../core/refusals.ts'
import { formatDay } from '../../core/time.ts'
import type { BookingContext } from '../context.ts'
import { nearestAlternatives, searchRange } from '../rules/openings.ts'
import type { RoomPrice } from '../rules/price.ts'
import type { Room } from '../rules/rooms.ts'
import { type Interval, intervalOf, overlaps, type Slot } from '../rules/slots.ts'

/** What she would get and pay if she pressed Book Now this minute. */
export interface Offer {
  room: Room
  slots: Slot[]
  price: RoomPrice
}

/** All days, and those around them in which another time is looked for. */
export function searchSpan(slots: readonly Slot[]): Interval {
  const ranges = slots.map(searchRange)
  return {
    fromMs: Math.min(...ranges.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...ranges.map(({ toMs }) => toMs)),
  }
}

/** @throws Refusal `slot-taken` */
export function assertFree(ctx: BookingContext, offer: Offer, busy: readonly Interval[]): void {
  if (firstConflict(offer, busy)) throw slotTakenRefusal(ctx, offer, busy, 'calendar')
}

function firstConflict({ slots }: Offer, busy: readonly Interval[]): Slot | undefined {
  return slots.find((slot) => busy.some((use) => overlaps(intervalOf(slot), use)))
}

/** Carries the nearest other times for the first day that cannot be had. */
function slotTakenRefusal(
  ctx: BookingContext,
  offer: Offer,
  busy: readonly Interval[],
  gate: string
): Refusal {
  const { room, slots } = offer
  log.slotRefused(room.slug, gate)
  const taken = firstConflict(offer, busy)
  const otherDays = slots.map(({ date }) => date).filter((date) => date !== taken?.date)
  const alternatives = taken ? nearestAlternatives(taken, busy, room, ctx.now(), otherDays) : []
  // One day needs no naming.
  const words = messageFor('slot-taken')
  const named = taken && slots.length > 1 ? `${formatDay(taken.date)}: ${words}` : words
  return new Refusal('slot-taken', 'days', named, { alternatives })
}

/** Keeps the room while she pays; until when, in milliseconds. @throws Refusal `slot-taken`, `attempt-changed` */
export async function placeHold(
  ctx: BookingContext,
  attemptId: string,
  offer: Offer,
  busy: readonly Interval[]
): Promise<number> {
  const ledger = ctx.room(offer.room.slug)
  const answer = await ledger.hold(attemptId, offer.slots, ctx.config.holdDurationMs)
  if (answer.ok) return answer.untilMs
  if (answer.reason === 'settled') throw new Refusal('attempt-changed')
  // What she held before belongs to an intent that is cancelled, or cannot be had any more.
  await ledger.release(attemptId)
  const { fromMs, toMs } = searchSpan(offer.slots)
  const uses = [...busy, ...(await ledger.busyBetween(fromMs, toMs))]
  throw slotTakenRefusal(ctx, offer, uses, 'hold')
}
