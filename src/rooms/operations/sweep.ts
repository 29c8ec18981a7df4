/** What the bookings Worker's sweep looks after: paid bookings, and holds that have run out. */
import { isRefunded } from '../../clients/stripe/payments.ts'
import { lapseRunId, lateLettersRunId, runId } from '../../core/ids.ts'
import { events } from '../../core/log.ts'
import { reviving, settledAmong, sweep, type Unserved } from '../../operations/sweep.ts'
import { bookingOf } from '../booking.ts'
import type { BookingRunOrder, BookingsWorld } from '../context.ts'
import { unservedBookingAlert } from '../emails/team.ts'
import { BOOKING_EVENTS, takeBookingEvent } from '../stripe-events.ts'

export async function sweepBookings(
  world: BookingsWorld,
  options: { nightly: boolean }
): Promise<void> {
  const swept = { ...world, runs: reviving(world.runs) }
  await sweep(
    world,
    {
      types: BOOKING_EVENTS,
      take: (event) => takeBookingEvent(swept, event, 'sweep'),
      settled: (span) => settledAmong([world.stripe.eachPayment], span),
      unserved: (sinceMs) => unservedBookings(world, sinceMs),
    },
    options
  )
  await Promise.all(Object.keys(world.house.calendars).map((room) => letHoldsGo(world, room)))
}

async function unservedBookings(
  world: BookingsWorld,
  sinceMs: number
): Promise<Unserved<BookingRunOrder>[]> {
  const payments = await world.stripe.paymentsSince(sinceMs)
  return payments.flatMap((payment) => {
    const sale = bookingOf(payment)
    const { outcome, letter } = payment.metadata
    const unwritten = outcome !== undefined && letter === 'unsent'
    if (!sale || payment.status !== 'succeeded' || (outcome && !unwritten)) return []
    // She has her money; what may be left in the calendar is told by the run itself.
    const refunded = isRefunded(payment)
    const about = { payment, sale, house: world.house }
    return {
      runId: unwritten ? lateLettersRunId(payment.id) : runId(payment.id),
      order: {
        kind: unwritten ? ('late-booking-letters' as const) : ('book-room' as const),
        paymentId: payment.id,
      },
      sinceMs: payment.charge?.createdMs ?? payment.createdMs,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      note: (metadata) => world.stripe.note(payment.id, metadata),
      alert: (waitedMs, day) =>
        refunded || unwritten ? null : unservedBookingAlert(about, waitedMs, day),
    }
  })
}

/** The ledger's own alarm starts the same run; this is for an alarm that came to nothing. */
async function letHoldsGo(world: BookingsWorld, room: string): Promise<void> {
  try {
    for (const { holder, untilMs } of await world.room(room).lapsed()) {
      // A run that was killed stays silent for ever: after a while it is one of another name.
      const { staleMs } = world.house
      const silences = Math.floor((world.now() - untilMs) / staleMs)
      const id = lapseRunId(holder, untilMs + silences * staleMs)
      if ((await world.runs.state(id)) === 'errored') await world.runs.restart(id)
      else await world.runs.start(id, { kind: 'hold-lapsed', room, attemptId: holder })
    }
  } catch (error) {
    events.sweepItemFailed(room, error)
  }
}
