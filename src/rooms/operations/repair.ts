/** Plans the repair of a booking. */

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
  request: { id: string; dryRun: boolean }
): Promise<Repair> {
  const { id } = request
  const payment = /^pi_\w+$/.test(id) ? await ctx.stripe.getPayment(id) : null
  const sale = payment && parseBooking(payment)
  if (!sale) throw new Refusal('unknown-payment', 'id')
  const unpaid = payment.status === 'succeeded' ? null : `It is not paid (${payment.status}).`
  return repair(ctx, request, {
    workflowId: workflowId(id),
    params: { kind: 'book-room', paymentId: id },
    alreadyDone: outcomeMessage(payment.metadata) ?? unpaid,
    plannedWrites: [
      ...sale.slots.map((slot) => `Google Calendar: ${sale.roomName}, ${formatSlot(slot)}`),
      `Or, if the room is taken: a refund of ${formatCents(payment.amountCents)} to ${sale.customerName}`,
      `MailerSend: an e-mail to ${sale.email} that says which, notification to the team`,
      `Stripe: the outcome on ${id}`,
    ],
    note: (metadata) => ctx.stripe.updateMetadata(id, metadata),
  })
}
