/** What a repair would do for a booking of a room. */

import { workflowId } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { Refusal } from '../../core/refusals.ts'
import { outcomeMessage, type Repair, repair } from '../../operations/repair.ts'
import { parseBooking } from '../booking.ts'
import type { BookingContext } from '../context.ts'
import { formatSlot } from '../rules/slots.ts'

/** @throws Refusal `unknown-payment` */
export async function repairBooking(
  ctx: BookingContext,
  asked: { id: string; dryRun: boolean }
): Promise<Repair> {
  const { id } = asked
  const payment = /^pi_\w+$/.test(id) ? await ctx.stripe.getPayment(id) : null
  const sale = payment && parseBooking(payment)
  if (!sale) throw new Refusal('unknown-payment', 'id')
  const unpaid = payment.status === 'succeeded' ? null : `It is not paid (${payment.status}).`
  return repair(ctx, asked, {
    workflowId: workflowId(id),
    params: { kind: 'book-room', paymentId: id },
    alreadyDone: outcomeMessage(payment.metadata) ?? unpaid,
    plannedWrites: [
      ...sale.slots.map((slot) => `Google Calendar: ${sale.roomName}, ${formatSlot(slot)}`),
      `Or, when the room is taken: ${formatCents(payment.amountCents)} goes back to ${sale.customerName}`,
      `MailerSend: a letter to ${sale.email} that says which, notification to the team`,
      `Stripe: the outcome on ${id}`,
    ],
    note: (metadata) => ctx.stripe.updateMetadata(id, metadata),
  })
}
