/** The checks of each paid booking, and the finding that each failed check reports. */
import type { BookedEvent } from '../../clients/google/events.ts'
import type { Payment } from '../../clients/stripe/payments.ts'
import { formatCents } from '../../core/money.ts'
import type { CheckResult } from '../../operations/reconciliation-sheet.ts'
import type { Booking } from '../booking.ts'
import { priceOfBooking } from '../rules/price.ts'
import { roomOf } from '../rules/rooms.ts'
import { formatSlot, intervalOf, type Slot } from '../rules/slots.ts'

export interface Checked {
  payment: Payment
  sale: Booking
  outcome: string
  refunded: boolean
  /** `room`: the slug of the room in whose calendar the event stands. */
  days: readonly { slot: Slot; event: BookedEvent | null; room: string }[]
  /** The room has a calendar, and it was read. */
  isRead: boolean
}

export function checkEvents({
  payment,
  sale,
  outcome,
  refunded,
  days,
  isRead,
}: Checked): CheckResult {
  if (refunded || outcome === 'refunded') return 'not-applicable'
  if (!isRead)
    return {
      kind: 'no calendar',
      what: `No calendar is set for ${sale.roomName}: its events cannot be read.`,
      suggestion: 'Set ROOM_CALENDARS for this room and deploy; then request the report again.',
    }
  const repairable = outcome === ''
  const missing = days.filter(({ event }) => !event).map(({ slot }) => formatSlot(slot))
  if (missing.length > 0)
    return {
      kind: repairable ? 'paid, not booked' : 'no event',
      what: `${sale.roomName} is not in the calendar for ${missing.join('; ')}.`,
      suggestion: repairable
        ? 'Repair: the same workflow books the room, or refunds in full if it is taken.'
        : `If the customer did not cancel it: check that the room is free and enter it by hand with the payment ${payment.id} in the text, or refund.`,
      repairable,
    }
  const elsewhere = days.filter(({ event, room }) => event && room !== sale.room)
  if (elsewhere.length > 0)
    return {
      kind: 'event in another room',
      what: `Booked in ${sale.roomName} for ${elsewhere.map(({ slot }) => formatSlot(slot)).join('; ')}; the event stands in the calendar of ${roomNames(elsewhere)}.`,
      suggestion:
        'If the team moved it for the customer, do nothing: a full refund finds it there. Else move it back. Do not enter it a second time.',
    }
  const moved = days.flatMap(({ slot, event }) => (event && !isAt(slot, event) ? [slot] : []))
  if (moved.length > 0)
    return {
      kind: 'event at another time',
      what: `Booked for ${moved.map(formatSlot).join('; ')}; the event is at another time.`,
      suggestion: 'If the team moved it for the customer, do nothing. Else move it back.',
    }
  if (!repairable) return 'ok'
  return {
    kind: 'booked, no outcome',
    what: 'The events exist, but the workflow has not finished: the customer may have no e-mail.',
    suggestion: 'Repair: the workflow finds its events and finishes.',
    repairable,
  }
}

const roomNames = (days: readonly { room: string }[]) =>
  [...new Set(days.map(({ room }) => roomOf(room)?.name ?? room))].join(', ')

function isAt(slot: Slot, { startMs, endMs }: BookedEvent): boolean {
  const { fromMs, toMs } = intervalOf(slot)
  return startMs === fromMs && endMs === toMs
}

export function checkRefund({ payment, outcome, refunded }: Checked): CheckResult {
  if (refunded) return 'ok'
  if (outcome !== 'refunded') return 'not-applicable'
  const back = formatCents(payment.charge?.refundedCents ?? 0)
  return {
    kind: 'said refunded, not refunded',
    what: `The payment says that it was refunded; ${back} of ${formatCents(payment.amountCents)} went back.`,
    suggestion: 'Look at its refunds in Stripe: one may have failed. Refund the rest.',
  }
}

export function checkRefunded({ payment, refunded, days }: Checked): CheckResult {
  if (!refunded) return 'not-applicable'
  const leftover = days.flatMap(({ slot, event, room }) => (event ? [{ slot, event, room }] : []))
  if (leftover.length === 0) return 'ok'
  const places = leftover.map(({ slot, event }) => `${formatSlot(slot)} (event ${event.id})`)
  return {
    kind: 'refunded, event still there',
    what: `${formatCents(payment.amountCents)} went back, but ${roomNames(leftover)} is still blocked for ${places.join('; ')}.`,
    suggestion: 'Delete the events in the calendar, unless the booking was meant to stay.',
  }
}

export function checkAmount({ payment, sale, refunded }: Checked): CheckResult {
  const room = roomOf(sale.room)
  if (refunded || !room) return 'not-applicable'
  const { totalCents } = priceOfBooking(room, sale.slots)
  if (totalCents === payment.amountCents) return 'ok'
  return {
    kind: 'another amount',
    what: `Charged ${formatCents(payment.amountCents)}; the price list says ${formatCents(totalCents)}.`,
    suggestion:
      'If the price has changed since, do nothing. Else refund or ask for the difference.',
  }
}

export function checkEmail({ payment, outcome }: Checked): CheckResult {
  if (!outcome) return 'not-applicable'
  if (payment.metadata.emails !== 'unsent') return 'ok'
  return {
    kind: 'e-mail unsent',
    what: `The e-mail that it is ${outcome} could not be sent to the customer.`,
    suggestion:
      'Write to the customer with the receipt from Stripe and the outcome of the booking.',
  }
}

/** `paid`: whether the event's payment is paid and not refunded; `undefined` if there is no payment. */
export function checkEvent(
  event: BookedEvent,
  when: string,
  paid: boolean | undefined
): CheckResult {
  if (paid) return 'ok'
  const name = event.paymentId ? `payment ${event.paymentId}` : 'no payment'
  return {
    kind: paid === undefined ? 'event without payment' : 'refunded, event still there',
    what:
      paid === undefined
        ? `${when}: the event ${event.id} is marked as ours and names ${name}, which Stripe does not know.`
        : `${when}: the event ${event.id} exists, but the ${name} was refunded or never paid.`,
    suggestion: 'Delete the event in the calendar, unless the team knows why it is there.',
  }
}
