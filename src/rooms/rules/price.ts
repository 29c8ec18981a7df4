/** What a booking costs: one line a day, whole US cents. */
import { percentOf } from '../../core/money.ts'
import { formatSlot, type Slot } from './hours.ts'
import type { Room } from './rooms.ts'

/** The house's own test list: a volume discount of 10 % on 8 hours or more, day by day. */
export const LONG_DAY_HOURS = 8
export const LONG_DAY_PERCENT = 10

export interface RoomPrice {
  /** As many as there are days, in their order; the discount is in the amount and in the label. */
  lines: { label: string; cents: number }[]
  totalCents: number
}

/** As much of a room as makes its price. */
type Rate = Pick<Room, 'centsPerHour' | 'discountEligible'>

export function priceOfBooking(room: Rate, slots: readonly Slot[]): RoomPrice {
  const lines = slots.map((slot) => ({
    label: labelOf(room, slot),
    cents: centsOfDay(room, slot.hours),
  }))
  return { lines, totalCents: lines.reduce((sum, { cents }) => sum + cents, 0) }
}

/** One day's price; the cancellation of that day gives back a share of it. */
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
