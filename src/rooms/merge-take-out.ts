/** Days of a booking taken out of the room's calendar, by key; one that fails does not keep the others. */
import { eventId } from '../core/ids.ts'
import { events } from '../core/log.ts'
import type { Step } from '../core/workflow.ts'
import type { BookingsWorld } from './context.ts'
import type { AboutBooking } from './emails/customer.ts'
import { calendarOf } from './for-sale.ts'
import type { Slot } from './rules/slots.ts'

/** Google and the platform take this many of our requests at once. */
export const MOST_AT_ONCE = 6

/** An event that could not be taken out. */
export interface Orphan {
  date: string
  eventId: string
}

export async function takeOutDays(
  step: Step,
  world: BookingsWorld,
  about: AboutBooking,
  slots: readonly Slot[]
): Promise<Orphan[]> {
  const orphans: Orphan[] = []
  for (let at = 0; at < slots.length; at += MOST_AT_ONCE) {
    const batch = slots.slice(at, at + MOST_AT_ONCE)
    const left = await Promise.all(batch.map((slot) => takeOutDay(step, world, about, slot)))
    orphans.push(...left.filter((orphan) => orphan !== null))
  }
  return orphans
}

async function takeOutDay(
  step: Step,
  world: BookingsWorld,
  { payment, sale }: AboutBooking,
  { date }: Slot
): Promise<Orphan | null> {
  const id = await eventId(payment.id, date)
  try {
    await step(`take out ${date}`, () =>
      world.calendar.removeEvent(calendarOf(world.house, sale.room), id)
    )
    return null
  } catch {
    events.eventOrphaned(payment.id, date, id)
    return { date, eventId: id }
  }
}
