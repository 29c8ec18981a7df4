/** What a repair would do for a booking of a room. */
import { runId } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { Refusal } from '../../core/refusals.ts'
import { type Repair, repair, settledBy } from '../../operations/repair.ts'
import { bookingOf } from '../booking.ts'
import type { BookingsWorld } from '../context.ts'
import { slotInWords } from '../rules/slots.ts'

/** @throws Refusal `unknown-payment` */
export async function repairBooking(
  world: BookingsWorld,
  asked: { id: string; dryRun: boolean }
): Promise<Repair> {
  const { id } = asked
  const payment = /^pi_\w+$/.test(id) ? await world.stripe.payment(id) : null
  const sale = payment && bookingOf(payment)
  if (!sale) throw new Refusal('unknown-payment', 'id')
  const unpaid = payment.status === 'succeeded' ? null : `It is not paid (${payment.status}).`
  return repair(world, asked, {
    runId: runId(id),
    order: { kind: 'book-room', paymentId: id },
    settled: settledBy(payment.metadata) ?? unpaid,
    writes: [
      ...sale.slots.map((slot) => `Google Calendar: ${sale.roomName}, ${slotInWords(slot)}`),
      `Or, when the room is taken: ${formatCents(payment.amountCents)} goes back to ${sale.customerName}`,
      `MailerSend: a letter to ${sale.email} that says which, notification to the team`,
      `Stripe: the outcome on ${id}`,
    ],
    note: (metadata) => world.stripe.note(id, metadata),
  })
}
