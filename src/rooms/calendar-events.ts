/** How a booking stands in the room's calendar: staff work from it alone. */

import type { EventOrder } from '../clients/google/events.ts'
import type { Payment } from '../clients/stripe/merge-shapes.ts'
import { eventId } from '../core/ids.ts'
import { formatCents } from '../core/money.ts'
import { dayInWords } from '../core/time.ts'
import type { BookingSale } from './booking.ts'
import { clockInWords, endOf, intervalOf, type Slot } from './rules/slots.ts'

interface About {
  payment: Payment
  sale: BookingSale
}

/** One day of a booking; the same order for the same day, whoever asks. */
export async function eventFor({ payment, sale }: About, slot: Slot): Promise<EventOrder> {
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

function describe(payment: Payment, sale: BookingSale, slot: Slot): string {
  const optional = (label: string, value: string) => (value ? [`${label}: ${value}`] : [])
  const days = sale.slots.length
  const nth = sale.slots.findIndex(({ date }) => date === slot.date) + 1
  return [
    `Room: ${sale.roomName}`,
    `When: ${dayInWords(slot.date)}, ${timesInWords(slot)} Pacific`,
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

function timesInWords(slot: Slot): string {
  return `${clockInWords(slot.start)} to ${clockInWords(endOf(slot))}`
}
