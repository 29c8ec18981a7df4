/** The price of a booking: one line per day, in US cents. */
import { percentOf } from '../../core/money.ts'
import { formatSlot, type Slot } from './hours.ts'
import type { Room } from './rooms.ts'

/** Labour Temple's own test list: a discount of 10 % for 8 hours or more, for each day. */
export const LONG_DAY_HOURS = 8
export const LONG_DAY_PERCENT = 10

export interface RoomPrice {
  /** One per day, in order; amount and label include the discount. */
  lines: { label: string; cents: number }[]
  totalCents: number
}

/** The part of a room that the price depends on. */
type Rate = Pick<Room, 'centsPerHour' | 'discountEligible'>

export function priceOfBooking(room: Rate, slots: readonly Slot[]): RoomPrice {
  const lines = slots.map((slot) => ({
    label: labelOf(room, slot),
    cents: centsOfDay(room, slot.hours),
  }))
  return { lines, totalCents: lines.reduce((sum, { cents }) => sum + cents, 0) }
}

/** The price of one day; a cancellation of that day refunds a share of it. */
export function centsOfDay(room: Rate, hours: number): number {
  const cents = room.centsPerHour * hours
  return isLongDay(room, hours) ? cents - percentOf(cents, LONG_DAY_PERCENT) : cents
}

function isLongDay(room: Rate, hours: number): boolean {
  return room.discountEligible && hours >= LONG_DAY_HOURS
}

/** `'Monday, May 4, 2026, 9 AM to 5 PM, 10% off for 8 hours or more'`. */
function labelOf(room: Rate, slot: Slot): string {
  const label = formatSlot(slot)
  if (!isLongDay(room, slot.hours)) return label
  return `${label}, ${LONG_DAY_PERCENT}% off for ${LONG_DAY_HOURS} hours or more`
}
