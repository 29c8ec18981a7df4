/** Gate 1: checks the calendar and other customers' holds, and holds the room, before payment starts. */

import { messageFor, Refusal } from '../../core/refusals.ts'
import { formatDay, seattleClock } from '../../core/time.ts'
import { type BusyTime, heldTime } from '../busy-times.ts'
import type { BookingContext } from '../context.ts'
import { log } from '../log.ts'
import type { EarlierHold } from '../room-ledger.ts'
import { nearestAlternatives, searchRange } from '../rules/openings.ts'
import type { RoomPrice } from '../rules/price.ts'
import type { Room } from '../rules/rooms.ts'
import { formatClock, type Interval, intervalOf, overlaps, type Slot } from '../rules/slots.ts'

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
  busy: readonly BusyTime[]
): Promise<void> {
  if (!firstConflict(offer, busy)) return
  await ctx.calendarCache(offer.room.slug).forgetIfOutdated()
  throw slotTakenRefusal(ctx, offer, busy, 'calendar')
}

/** The first slot that is not free. One that is booked comes before those for which somebody is paying. */
function firstConflict({ slots }: Offer, busy: readonly BusyTime[]): Conflict | undefined {
  const conflicts = slots.flatMap((slot) => {
    const uses = busy.filter((use) => overlaps(intervalOf(slot), use))
    if (uses.length === 0) return []
    const heldUntilMs = Math.max(...uses.map((use) => use.heldUntilMs ?? Infinity))
    return [{ slot, heldUntilMs }]
  })
  return conflicts.find(({ heldUntilMs }) => heldUntilMs === Infinity) ?? conflicts[0]
}

interface Conflict {
  slot: Slot
  /** When the last hold on it ends, in ms since the epoch; `Infinity` if it is booked. */
  heldUntilMs: number
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
  const conflict = firstConflict(offer, busy)
  const taken = conflict?.slot
  const otherDays = slots.map(({ date }) => date).filter((date) => date !== taken?.date)
  const alternatives = taken ? nearestAlternatives(taken, busy, room, ctx.now(), otherDays) : []
  // The day is named only if there are several.
  const message = conflict ? messageAbout(conflict) : messageFor('slot-taken')
  const named = taken && slots.length > 1 ? `${formatDay(taken.date)}: ${message}` : message
  return new Refusal('slot-taken', 'days', named, { alternatives })
}

/** Whether it is booked or only being paid for, and when it may be free again, to the minute. */
function messageAbout({ heldUntilMs }: Conflict): string {
  if (heldUntilMs === Infinity) return messageFor('slot-taken')
  const freeAtMs = (Math.floor(heldUntilMs / MINUTE_MS) + 1) * MINUTE_MS
  return `This time is being paid for at the moment, perhaps by you in another tab. Nothing has been charged here. If it is not paid for by ${formatClock(seattleClock(freeAtMs))}, Seattle time, it is free again; or choose another.`
}

const MINUTE_MS = 60_000

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
  busy: readonly BusyTime[]
): Promise<number> {
  const ledger = ctx.room(offer.room.slug)
  const result = await ledger.hold(attemptId, offer.slots, ctx.config.holdDurationMs, about)
  if (result.ok) return result.untilMs
  if (result.reason === 'already-paid') throw new Refusal('attempt-changed')
  // An earlier hold of this attempt belongs to a cancelled intent, or cannot be renewed.
  await ledger.releaseHold(attemptId, about.version)
  const { fromMs, toMs } = searchSpan(offer.slots)
  const allBusy = [...busy, ...(await ledger.busyBetween(fromMs, toMs)).map(heldTime)]
  throw slotTakenRefusal(ctx, offer, allBusy, 'hold')
}
