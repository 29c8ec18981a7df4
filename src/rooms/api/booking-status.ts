/** The outcome of a booking, for the page that the customer sees after paying. */

import { isRefunded, type Payment, receiptUrl } from '../../clients/stripe/payments.ts'
import { workflowId } from '../../core/ids.ts'
import { Refusal } from '../../core/refusals.ts'
import { isSameSecret } from '../../core/secrets.ts'
import { calendarUid, parseBooking, remainingSlots } from '../booking.ts'
import type { BookingContext } from '../context.ts'
import { log } from '../log.ts'
import { isRefundReason, refundMessage } from '../rules/refund-reasons.ts'

/**
 * The client secret proves that the request comes from the customer who pays.
 * @throws Refusal `unknown-payment`
 */
export async function bookingStatus(ctx: BookingContext, paymentId: string, secret: string) {
  // A payment id has one underscore only. This rejects a client secret that is sent as an id.
  if (!/^pi_[A-Za-z0-9]+$/.test(paymentId) || !secret) throw new Refusal('unknown-payment')
  const payment = await ctx.stripe.getPayment(paymentId)
  const sale = payment && parseBooking(payment)
  if (!sale || !payment.clientSecret || !(await isSameSecret(payment.clientSecret, secret)))
    throw new Refusal('unknown-payment')
  const days = remainingSlots({ payment, sale })
  const booking = {
    room: sale.room,
    // When all days are cancelled, it says which they were.
    days: days.length > 0 ? days : sale.slots,
    amountCents: payment.amountCents,
  }

  if (payment.status !== 'succeeded')
    return {
      outcome: payment.status === 'processing' ? 'working' : 'not-paid',
      ...booking,
    } as const
  const url = receiptUrl(payment)
  const paid = { ...booking, ...(url ? { receiptUrl: url } : {}) }
  const refund = refundOf(payment, days.length === 0)
  if (refund) return { outcome: 'refunded', ...paid, refund } as const
  if (payment.metadata.outcome === 'confirmed') {
    const calendarUids = days.map(({ date }) => calendarUid({ payment, sale }, date))
    return { outcome: 'confirmed', ...paid, calendarUids } as const
  }

  const snapshot = { object: payment, atMs: ctx.now() }
  const isNew = await ctx.workflows.start(workflowId(payment.id), {
    kind: 'book-room',
    paymentId: payment.id,
    snapshot,
  })
  if (isNew) log.workflowStarted(payment.id, 'page')
  return { outcome: 'working', ...paid } as const
}

function refundOf(
  payment: Payment,
  isCancelled: boolean
): { amountCents: number; words: string } | null {
  const { refund_reason: reason = '', refund_cents: cents } = payment.metadata
  if (isRefundReason(reason)) {
    const amountCents = Number(cents) || payment.amountCents
    return { amountCents, words: refundMessage(reason, amountCents) }
  }
  // Refunded in Stripe's dashboard after it was confirmed.
  if (!payment.metadata.outcome || !(isRefunded(payment) || isCancelled)) return null
  const amountCents = payment.charge?.refundedCents ?? payment.amountCents
  return { amountCents, words: refundMessage('by-hand', amountCents) }
}
