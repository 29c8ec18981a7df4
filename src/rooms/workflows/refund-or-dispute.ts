/** Money of a booking that went back, or was asked back: the room follows the money, the team is told. */
import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { runId } from '../../core/ids.ts'
import { events } from '../../core/log.ts'
import type { Order, Step } from '../../core/workflow.ts'
import { wasHeard, writeHeard } from '../../payments/processed-events.ts'
import type { MoneyNews } from '../../payments/refund-events.ts'
import { type AboutBooking, bookingOf } from '../booking.ts'
import { takeOutDays } from '../calendar-events.ts'
import type { BookingsWorld } from '../context.ts'
import { bookingRefunded } from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { moneyMoved, orphanAlert, partlyRefunded } from '../emails/team.ts'
import { isRefundReason } from '../rules/refund-reasons.ts'
import { intervalOf, type Slot } from '../rules/slots.ts'

/** A run of its own for each refund and each dispute; every letter here is tried until it is sent. */
export async function takeBookingMoney(
  step: Step,
  world: BookingsWorld,
  { news }: Order<'booking-money'>
): Promise<{ outcome: string }> {
  const payment = await step('read the payment', () => world.stripe.payment(news.paymentId))
  const sale = payment && bookingOf(payment)
  if (!sale || payment.status !== 'succeeded') return { outcome: 'not-ours' }
  if (wasHeard(payment.metadata, news)) return { outcome: 'heard before' }
  const about = { payment, sale, house: world.house }
  const outcome = await follow(step, world, about, news)
  if (outcome === 'ours') return { outcome }
  await writeHeard(step, payment.metadata, news, (mark) => world.stripe.note(payment.id, mark))
  return { outcome }
}

async function follow(
  step: Step,
  world: BookingsWorld,
  about: AboutBooking,
  news: MoneyNews
): Promise<'ours' | 'told' | 'freed'> {
  if (news.what === 'refunded') return followRefund(step, world, about, news)
  events.moneyMoved(about.payment.id, news.what, news.cents)
  await step('write to the team', () => world.mail.send(moneyMoved(about, news)))
  return 'told'
}

async function followRefund(
  step: Step,
  world: BookingsWorld,
  early: AboutBooking,
  news: MoneyNews
): Promise<'ours' | 'told' | 'freed'> {
  const payment = await whenDecided(step, world, early.payment)
  if (isOwnRefund(payment)) return 'ours'
  const about = { ...early, payment }
  events.moneyMoved(payment.id, news.what, news.cents)
  if (!isRefunded(payment)) {
    await step('write to the team', () => world.mail.send(partlyRefunded(about, news)))
    return 'told'
  }
  return endBooking(step, world, about, news)
}

/** The payment once its own run has said what became of it: until then it may be booking. */
async function whenDecided(step: Step, world: BookingsWorld, payment: Payment): Promise<Payment> {
  const isDecided = (one: Payment) => one.metadata.outcome !== undefined || isOwnRefund(one)
  if (isDecided(payment)) return payment
  await step('start its run', async () => {
    await world.runs.start(runId(payment.id), { kind: 'book-room', paymentId: payment.id })
    return true
  })
  return step('wait for its run', async () => {
    const now = await world.stripe.payment(payment.id)
    if (!now || !isDecided(now)) throw new Error('its own run is at work')
    return now
  })
}

/** Given back by the run of the booking itself, which has told everybody. */
function isOwnRefund({ metadata }: Payment): boolean {
  const why = metadata.refund_reason ?? ''
  return metadata.outcome === 'refunded' || (isRefundReason(why) && why !== 'by-hand')
}

/** The days to come are free again; those that are over were used, and stay. */
async function endBooking(
  step: Step,
  world: BookingsWorld,
  about: AboutBooking,
  news: MoneyNews
): Promise<'freed'> {
  const { payment, sale } = about
  const toCome = await step('see which days are to come', async () =>
    sale.slots.filter((slot) => intervalOf(slot).fromMs > world.now())
  )
  await step('write that it was given back', async () => {
    await world.stripe.note(payment.id, {
      refund_reason: 'by-hand',
      refund_cents: String(news.cents),
    })
    return true
  })
  const orphans = await takeOutDays(step, world, about, toCome)
  await step('free the room', () => freeDays(world, about, toCome))
  await step('write to the customer', () =>
    world.mail.send(bookingRefunded(about, 'by-hand', news.cents, world.now()))
  )
  await step('write to the team', () => world.mail.send(team.refundedTeam(about, news, toCome)))
  if (orphans.length === 0) return 'freed'
  await step('tell the team what is left', () => world.mail.send(orphanAlert(about, orphans)))
  throw new Error('events are left in the calendar')
}

async function freeDays(
  world: BookingsWorld,
  { sale }: AboutBooking,
  slots: readonly Slot[]
): Promise<true> {
  for (const { date } of slots) await world.room(sale.room).free(sale.attemptId, date)
  return true
}
