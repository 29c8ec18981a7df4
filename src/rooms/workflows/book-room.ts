/** Track 2, step 10, after she has paid: Gate 2, one event a day, letters; or all of the money back. */
import type { Payment } from '../../clients/stripe/payments.ts'
import { events } from '../../core/log.ts'
import { attempt, freshly, type Order, type Step } from '../../core/workflow.ts'
import { moneyRunOf, refundSeenOn } from '../../payments/refund-events.ts'
import { type AboutBooking, bookingOf } from '../booking.ts'
import { eventFor, MOST_AT_ONCE } from '../calendar-events.ts'
import type { BookingsWorld } from '../context.ts'
import { bookingConfirmation } from '../emails/customer.ts'
import { bookedAfterAll, bookingNotification } from '../emails/team.ts'
import { calendarOf } from '../for-sale.ts'
import type { Slot } from '../rules/slots.ts'
import { askCalendar, claimRoom, reasonAgainst } from './gate-two.ts'
import { giveBack } from './refund-booking.ts'

/**
 * The run named after a PaymentIntent that has succeeded.
 * @throws when the payment is not ours or not paid, and when a person is needed.
 */
export async function bookRoom(
  step: Step,
  world: BookingsWorld,
  order: Order<'book-room'>
): Promise<{ outcome: string }> {
  const heard = await step('read the payment', () => readPayment(world, order))
  if (heard.metadata.outcome) return { outcome: heard.metadata.outcome }
  const sale = bookingOf(heard)
  if (!sale || heard.status !== 'succeeded') throw new Error('not a paid booking')

  // Gate 2: the room is claimed before anything is looked at, so that of two who paid one has it.
  const early = { payment: heard, sale, house: world.house }
  const claimed = await claimRoom(step, world, early)
  const [free, payment] = await Promise.all([
    claimed ? false : attempt(step, 'ask the calendar', () => askCalendar(world, early)),
    // What a webhook tells lacks the charge, and may be old by now.
    heard.charge ? heard : step('read the payment afresh', () => read(world, heard.id)),
  ])
  if (payment.metadata.outcome) return { outcome: payment.metadata.outcome }
  const about = { ...early, payment }
  const why = reasonAgainst(about, claimed, free)
  if (why) return giveBack(step, world, about, why)

  // One event a day. What cannot be kept whole is given back whole.
  const eventIds = await putEvents(step, world, about)
  if (!eventIds) return giveBack(step, world, about, 'calendar-failed')
  events.booked(payment.id, sale.room, sale.slots.length)
  await step('know that the events stand', async () => {
    const calendarId = calendarOf(world.house, sale.room)
    await world.room(sale.room).stand(sale.attemptId, payment.id, calendarId)
    return true
  })

  // Letters. Losing one loses no booking.
  const sent = await writeLetters(step, world, about, eventIds)
  return finish(step, world, about, eventIds, sent)
}

async function readPayment(
  world: BookingsWorld,
  { paymentId, seen }: Order<'book-room'>
): Promise<Payment> {
  return freshly(seen, world.now()) ?? read(world, paymentId)
}

async function read(world: BookingsWorld, paymentId: string): Promise<Payment> {
  const payment = await world.stripe.payment(paymentId)
  if (payment) return payment
  throw new Error('no such payment')
}

/** The events' ids, or `null` when one of them could not be made; none is under way any more then. */
async function putEvents(
  step: Step,
  world: BookingsWorld,
  about: AboutBooking
): Promise<string[] | null> {
  const { sale } = about
  const ids: string[] = []
  for (let at = 0; at < sale.slots.length; at += MOST_AT_ONCE) {
    const made = await Promise.all(
      sale.slots
        .slice(at, at + MOST_AT_ONCE)
        .map((slot) => attempt(step, `book ${slot.date}`, () => putEvent(world, about, slot)))
    )
    const whole = made.filter((id) => id !== null)
    ids.push(...whole)
    if (whole.length < made.length) return null
  }
  return ids
}

async function putEvent(world: BookingsWorld, about: AboutBooking, slot: Slot): Promise<string> {
  const order = await eventFor(about, slot)
  try {
    await world.calendar.putEvent(calendarOf(world.house, about.sale.room), order)
    return order.id
  } catch (error) {
    events.eventFailed(about.payment.id, slot.date, error)
    throw error
  }
}

async function writeLetters(
  step: Step,
  world: BookingsWorld,
  about: AboutBooking,
  eventIds: readonly string[]
): Promise<boolean> {
  const { id } = about.payment
  const [customer, team] = await Promise.all([
    attempt(step, 'write to the customer', () =>
      world.mail.send(bookingConfirmation(about, world.now()))
    ),
    attempt(step, 'write to the team', () => world.mail.send(bookingNotification(about, eventIds))),
  ])
  if (!customer) events.letterUnsent(id, 'customer')
  if (!team) events.letterUnsent(id, 'team')
  return customer !== null && team !== null
}

/** The outcome goes where Stripe's dashboard shows it; it is what makes every later start a no-op. */
async function finish(
  step: Step,
  world: BookingsWorld,
  about: AboutBooking,
  eventIds: readonly string[],
  sent: boolean
) {
  const { id } = about.payment
  const written = await step('write the outcome', () =>
    world.stripe.note(id, {
      outcome: 'confirmed',
      outcome_at: new Date(world.now()).toISOString(),
      event_ids: eventIds.join(','),
      ...(sent ? {} : { letter: 'unsent' }),
    })
  )
  events.bookingOutcome(id, 'confirmed')
  // Refunded while this run was at work: its event found no outcome yet, and left it to us.
  const news = refundSeenOn(written)
  if (news)
    await step('see to the refund', async () => {
      await world.runs.start(moneyRunOf(news), { kind: 'booking-money', news })
      return true
    })
  if (written.metadata.alerted_at)
    await attempt(step, 'write that it is resolved', () => world.mail.send(bookedAfterAll(about)))
  return { outcome: 'confirmed' }
}
