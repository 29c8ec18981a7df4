/** Runs the workflow of a booking, or of an expired hold, that its parameters name. */
import type { Step } from '../../core/workflow.ts'
import { stopCardTesting } from '../../payments/card-declines.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { bookRoom } from './book-room.ts'
import { handleCancelledDays } from './cancelled-days.ts'
import { expireHold } from './expire-hold.ts'
import { handleBookingRefundOrDispute } from './refund-or-dispute.ts'
import { sendUnsentBookingEmails } from './unsent-emails.ts'

export function runBookingWorkflow(
  step: Step,
  ctx: BookingContext,
  params: BookingWorkflowParams
): Promise<{ outcome: string }> {
  switch (params.kind) {
    case 'book-room':
      return bookRoom(step, ctx, params)
    case 'hold-expired':
      return expireHold(step, ctx, params)
    case 'booking-declines':
      return stopCardTesting(step, ctx, params.paymentId)
    case 'booking-refund-or-dispute':
      return handleBookingRefundOrDispute(step, ctx, params)
    case 'booking-days-cancelled':
      return handleCancelledDays(step, ctx, params)
    case 'unsent-booking-emails':
      return sendUnsentBookingEmails(step, ctx, params)
  }
}
