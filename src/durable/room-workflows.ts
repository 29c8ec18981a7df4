/** The durable runs of the rooms. */
import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import { bookRoom } from '../flows/book-room.ts'
import { takeBookingMoney } from '../flows/booking-money.ts'
import { writeLateBookingLetters } from '../flows/late-booking-letters.ts'
import { letHoldGo } from '../flows/let-hold-go.ts'
import type { BookingRunOrder } from '../flows/runs.ts'
import { bookingsWorldOf } from './bookings-world.ts'
import type { BookingsEnv } from './env.ts'
import { stepOf } from './steps.ts'

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
