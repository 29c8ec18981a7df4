/** A booking that cannot be kept: the money first, then every day of it out of the calendar, by key. */
import type { Refund } from '../clients/stripe/refunds.ts'
import type { RefundReason } from '../rules/booking-refund.ts'
import { eventId } from '../rules/keys.ts'
import type { Slot } from '../rules/slots.ts'
import { bookedAfterAll, orphanAlert, refundNotification } from './booking-alerts.ts'
import { type AboutBooking, bookingRefunded } from './booking-letters.ts'
import type { BookingsWorld } from './bookings-world.ts'
import { events } from './events.ts'
import { calendarOf } from './room-shelf.ts'
import { attempt, type Step } from './step.ts'

/** Google and the platform take this many of our requests at once. */
const MOST_AT_ONCE = 6

/** @throws when events stay in the calendar: she has her money, and a person is told which days. */
export async function giveBack(
  step: Step,
  world: BookingsWorld,
  about: AboutBooking,
  why: RefundReason
): Promise<{ outcome: string }> {
  const { payment, sale } = about
  const refund = await step('refund in full', () => world.stripe.refundAll(payment, why))
  events.bookingRefunded(payment.id, refund.id, refund.cents, why)
  await step('say why', async () => {
    await world.stripe.note(payment.id, {
      refund_reason: why,
      refund_id: refund.id,
      refund_cents: String(refund.cents),
    })
    return true
  })
  const sent = await writeLetters(step, world, about, why, refund)

  // What this attempt has in the room may be another payment's, which stands.
  const owner = await step('see whose the room is', () =>
    world.attempt(sale.attemptId).claim('booking', payment.id)
  )
  if (owner === payment.id) await giveUpRoom(step, world, about)
  return finish(step, world, about, sent)
}

async function giveUpRoom(step: Step, world: BookingsWorld, about: AboutBooking): Promise<void> {
  const { room, attemptId } = about.sale
  const orphans = await takeOut(step, world, about)
  if (orphans.length > 0) {
    await step('tell the team what is left', () => world.mail.send(orphanAlert(about, orphans)))
    throw new Error('events are left in the calendar')
  }
  await step('release the room', async () => {
    await world.room(room).release(attemptId)
    return true
  })
}

/** Every day of the request, not of what is remembered; one that fails does not keep the others. */
async function takeOut(step: Step, world: BookingsWorld, about: AboutBooking) {
  const { payment, sale } = about
  const written = await step('see whether events may stand', () =>
    world.room(sale.room).isWritten(sale.attemptId)
  )
  if (!written) return []
  if (sale.slots.length > 1) events.cleaningUp(payment.id, sale.slots.length)
  const orphans: { date: string; eventId: string }[] = []
  for (let at = 0; at < sale.slots.length; at += MOST_AT_ONCE) {
    const batch = sale.slots.slice(at, at + MOST_AT_ONCE)
    const left = await Promise.all(batch.map((slot) => takeOutDay(step, world, about, slot)))
    orphans.push(...left.filter((orphan) => orphan !== null))
  }
  return orphans
}

async function takeOutDay(
  step: Step,
  world: BookingsWorld,
  { payment, sale }: AboutBooking,
  { date }: Slot
) {
  const id = await eventId(payment.id, date)
  try {
    await step(`take out ${date}`, () =>
      world.calendar.removeEvent(calendarOf(world.house, sale.room), id)
    )
    return null
  } catch {
    events.eventOrphaned(payment.id, date, id)
    return { date, eventId: id }
  }
}

async function writeLetters(
  step: Step,
  world: BookingsWorld,
  about: AboutBooking,
  why: RefundReason,
  { cents }: Refund
): Promise<boolean> {
  const [customer, team] = await Promise.all([
    attempt(step, 'write to the customer', () =>
      world.mail.send(bookingRefunded(about, why, cents))
    ),
    attempt(step, 'write to the team', () =>
      world.mail.send(refundNotification(about, why, cents))
    ),
  ])
  if (!customer) events.letterUnsent(about.payment.id, 'customer')
  if (!team) events.letterUnsent(about.payment.id, 'team')
  return customer !== null
}

async function finish(step: Step, world: BookingsWorld, about: AboutBooking, sent: boolean) {
  const { id } = about.payment
  const alerted = await step('write the outcome', async () => {
    const written = await world.stripe.note(id, {
      outcome: 'refunded',
      outcome_at: new Date(world.now()).toISOString(),
      ...(sent ? {} : { letter: 'unsent' }),
    })
    return Boolean(written.alerted_at)
  })
  events.bookingOutcome(id, 'refunded')
  if (alerted)
    await attempt(step, 'write that it is resolved', () => world.mail.send(bookedAfterAll(about)))
  return { outcome: 'refunded' }
}
