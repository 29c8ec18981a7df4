/** The durable runs of the rooms. */
import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import type { BookingRunOrder } from '../../rooms/context.ts'
import { bookRoom } from '../../rooms/workflows/book-room.ts'
import { letHoldGo } from '../../rooms/workflows/expire-hold.ts'
import { takeBookingMoney } from '../../rooms/workflows/refund-or-dispute.ts'
import { writeLateBookingLetters } from '../../rooms/workflows/unsent-emails.ts'
import { stepOf } from '../platform/workflows.ts'
import { bookingsWorldOf } from './context.ts'
import type { BookingsEnv } from './env.ts'

/** The run of a booking, named after its PaymentIntent; or of a hold that has run out. */
export class BookingRun extends WorkflowEntrypoint<BookingsEnv, BookingRunOrder> {
  override async run(event: Readonly<WorkflowEvent<BookingRunOrder>>, workflow: WorkflowStep) {
    const world = bookingsWorldOf(this.env)
    const step = stepOf(workflow)
    const order = event.payload
    switch (order.kind) {
      case 'book-room':
        return bookRoom(step, world, order)
      case 'hold-lapsed':
        return letHoldGo(step, world, order)
      case 'booking-money':
        return takeBookingMoney(step, world, order)
      case 'late-booking-letters':
        return writeLateBookingLetters(step, world, order)
    }
  }
}
