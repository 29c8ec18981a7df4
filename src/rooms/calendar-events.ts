/** The calendar events of a booking. Staff see only these, so they contain everything about it. */

import type { EventRequest } from '../clients/google/events.ts'
import type { Payment } from '../clients/stripe/payments.ts'
import { eventId } from '../core/ids.ts'
import { formatCents } from '../core/money.ts'
import { formatDay } from '../core/time.ts'
import { type Step, tryStep } from '../core/workflow.ts'
import type { Booking, PaidBooking } from './booking.ts'
import type { BookingContext } from './context.ts'
import { isForbidden } from './find-event.ts'
import { calendarOf } from './for-sale.ts'
import { log } from './log.ts'
import { endOf, formatClock, intervalOf, type Slot } from './rules/slots.ts'

interface BookedPayment {
  payment: Payment
  sale: Booking
}

/** The event of one day. It has the same id and content each time. */
export async function eventFor(
  { payment, sale }: BookedPayment,
  slot: Slot
): Promise<EventRequest> {
  const { fromMs, toMs } = intervalOf(slot)
  const show = sale.showName ? ` (${sale.showName})` : ''
  return {
    id: await eventId(payment.id, slot.date),
    summary: `${sale.roomName}: ${sale.customerName}${show}`,
    description: describe(payment, sale, slot),
    startMs: fromMs,
    endMs: toMs,
    privateProperties: { payment_intent: payment.id, booking_date: slot.date },
  }
}

function describe(payment: Payment, sale: Booking, slot: Slot): string {
  const optional = (label: string, value: string) => (value ? [`${label}: ${value}`] : [])
  const days = sale.slots.length
  const nth = sale.slots.findIndex(({ date }) => date === slot.date) + 1
  return [
    `Room: ${sale.roomName}`,
    `When: ${formatDay(slot.date)}, ${formatTimes(slot)} Pacific`,
    ...(days > 1
      ? [`Day ${nth} of ${days}: ${sale.slots.map(({ date }) => date).join(', ')}`]
      : []),
    `Who: ${sale.customerName}`,
    `E-mail: ${sale.email}`,
    `Phone: ${sale.phone}`,
    ...optional('Company', sale.company),
    ...optional('Podcast or show', sale.showName),
    ...optional('Group size', sale.groupSize),
    ...optional('Set choice', sale.setChoice),
    ...optional('Special requests', sale.specialRequests),
    ...optional('Notes', sale.notes),
    `Paid: ${formatCents(payment.amountCents)}${days > 1 ? ' for all days' : ''}`,
    `Stripe payment: ${payment.id}`,
  ].join('\n')
}

function formatTimes(slot: Slot): string {
  return `${formatClock(slot.start)} to ${formatClock(endOf(slot))}`
}

/** Requests to Google that run at the same time. */
export const MAX_AT_ONCE = 6

/** A booked day, and the slug of the room in whose calendar its event stands. */
export interface BookedPlace {
  slot: Slot
  room: string
  /** A calendar may not be read, and the event stands in none of the others. */
  isUnsure?: boolean
}

/** An event that could not be deleted. */
export interface UndeletedEvent extends BookedPlace {
  eventId: string
}

export async function cancelEvents(
  step: Step,
  ctx: BookingContext,
  { payment }: PaidBooking,
  places: readonly BookedPlace[]
): Promise<UndeletedEvent[]> {
  const undeleted: UndeletedEvent[] = []
  for (let at = 0; at < places.length; at += MAX_AT_ONCE) {
    const batch = places.slice(at, at + MAX_AT_ONCE)
    const left = await Promise.all(batch.map((place) => cancelEvent(step, ctx, payment.id, place)))
    undeleted.push(...left.filter((event) => event !== null))
  }
  return undeleted
}

async function cancelEvent(
  step: Step,
  ctx: BookingContext,
  paymentId: string,
  place: BookedPlace
): Promise<UndeletedEvent | null> {
  const { date } = place.slot
  const id = await eventId(paymentId, date)
  const cancelled = await tryStep(
    step,
    `cancel event ${date}`,
    async () => ({ wasThere: await deleteIfThere(ctx, place.room, id) }),
    'required'
  )
  if (cancelled && (cancelled.wasThere || !place.isUnsure)) return null
  log.eventOrphaned(paymentId, date, id)
  // What could not be deleted is not unsure.
  return { ...place, isUnsure: cancelled !== null, eventId: id }
}

/** A calendar that may only be read refuses to delete even what it never contained, so look then. */
async function deleteIfThere(ctx: BookingContext, room: string, id: string): Promise<boolean> {
  const calendarId = calendarOf(ctx.config, room)
  try {
    const wasThere = await ctx.calendar.deleteEvent(calendarId, id)
    if (wasThere) await ctx.calendarHealth(room).noteWritten()
    return wasThere
  } catch (error) {
    if (isForbidden(error) && (await ctx.calendar.getEvent(calendarId, id)) === null) return false
    throw error
  }
}
