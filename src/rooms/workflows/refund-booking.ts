/** A booking that cannot be kept: the money first, then every day of it out of the calendar, by key. */
import type { Refund } from '../../clients/stripe/refunds.ts'
import { events } from '../../core/log.ts'
import { attempt, type Step } from '../../core/workflow.ts'
import type { AboutBooking } from '../booking.ts'
import { type Orphan, takeOutDays } from '../calendar-events.ts'
import type { BookingsWorld } from '../context.ts'
import { bookingRefunded } from '../emails/customer.ts'
import { bookedAfterAll, orphanAlert, refundNotification } from '../emails/team.ts'
import type { RefundReason } from '../rules/refund-reasons.ts'

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

/** Every day of the request, not of what is remembered. */
async function takeOut(step: Step, world: BookingsWorld, about: AboutBooking): Promise<Orphan[]> {
  const { payment, sale } = about
  const written = await step('see whether events may stand', () =>
    world.room(sale.room).isWritten(sale.attemptId)
  )
  if (!written) return []
  if (sale.slots.length > 1) events.cleaningUp(payment.id, sale.slots.length)
  return takeOutDays(step, world, about, sale.slots)
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
      world.mail.send(bookingRefunded(about, why, cents, world.now()))
    ),
    attempt(step, 'write to the team', () =>
      world.mail.send(refundNotification(about, why, cents))
    ),
  ])
  if (!customer) events.letterUnsent(about.payment.id, 'customer')
  if (!team) events.letterUnsent(about.payment.id, 'team')
  return customer !== null && team !== null
}

async function finish(step: Step, world: BookingsWorld, about: AboutBooking, sent: boolean) {
  const { id } = about.payment
  const alerted = await step('write the outcome', async () => {
    const written = await world.stripe.note(id, {
      outcome: 'refunded',
      outcome_at: new Date(world.now()).toISOString(),
      ...(sent ? {} : { letter: 'unsent' }),
    })
    return Boolean(written.metadata.alerted_at)
  })
  events.bookingOutcome(id, 'refunded')
  if (alerted)
    await attempt(step, 'write that it is resolved', () => world.mail.send(bookedAfterAll(about)))
  return { outcome: 'refunded' }
}
