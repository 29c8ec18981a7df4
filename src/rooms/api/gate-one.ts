/** Gate 1: checks the calendar and other customers' holds, and holds the room, before payment starts. */

import { messageFor, Refusal } from '../../core/refusals.ts'
import { formatDay } from '../../core/time.ts'
import type { BookingContext } from '../context.ts'
import { log } from '../log.ts'
import type { EarlierHold } from '../room-ledger.ts'
import { nearestAlternatives, searchRange } from '../rules/openings.ts'
import type { RoomPrice } from '../rules/price.ts'
import type { Room } from '../rules/rooms.ts'
import { type Interval, intervalOf, overlaps, type Slot } from '../rules/slots.ts'

/** A valid request: the room, the slots and the price at this moment. */
export interface Offer {
  room: Room
  slots: Slot[]
  price: RoomPrice
}

/** The span from the first to the last day that is searched, alternatives included. */
export function searchSpan(slots: readonly Slot[]): Interval {
  const ranges = slots.map(searchRange)
  return {
    fromMs: Math.min(...ranges.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...ranges.map(({ toMs }) => toMs)),
  }
}

/** @throws Refusal `slot-taken` */
export async function assertFree(
  ctx: BookingContext,
  offer: Offer,
  busy: readonly Interval[]
): Promise<void> {
  if (!firstConflict(offer, busy)) return
  await ctx.calendarCache(offer.room.slug).forgetIfOutdated()
  throw slotTakenRefusal(ctx, offer, busy, 'calendar')
}

function firstConflict({ slots }: Offer, busy: readonly Interval[]): Slot | undefined {
  return slots.find((slot) => busy.some((use) => overlaps(intervalOf(slot), use)))
}

/** Includes the nearest alternatives for the first day that is taken. */
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
  // The day is named only if there are several.
  const message = messageFor('slot-taken')
  const named = taken && slots.length > 1 ? `${formatDay(taken.date)}: ${message}` : message
  return new Refusal('slot-taken', 'days', named, { alternatives })
}

/** The attempt's request that holds the room, and its hold in the room that it has left. */
export interface HoldRequest {
  attemptId: string
  version?: number
  earlier?: EarlierHold | null
}

/**
 * Holds the room while the customer pays. Returns when the hold expires, in ms since the epoch.
 * @throws Refusal `slot-taken`, `attempt-changed`
 */
export async function placeHold(
  ctx: BookingContext,
  { attemptId, ...about }: HoldRequest,
  offer: Offer,
  busy: readonly Interval[]
): Promise<number> {
  const ledger = ctx.room(offer.room.slug)
  const result = await ledger.hold(attemptId, offer.slots, ctx.config.holdDurationMs, about)
  if (result.ok) return result.untilMs
  if (result.reason === 'already-paid') throw new Refusal('attempt-changed')
  // An earlier hold of this attempt belongs to a cancelled intent, or cannot be renewed.
  await ledger.releaseHold(attemptId, about.version)
  const { fromMs, toMs } = searchSpan(offer.slots)
  const allBusy = [...busy, ...(await ledger.busyBetween(fromMs, toMs))]
  throw slotTakenRefusal(ctx, offer, allBusy, 'hold')
}
