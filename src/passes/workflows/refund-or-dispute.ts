/** Money of a day pass that went back, or was asked back: the pass follows the money, the team is told. */
import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { runId } from '../../core/ids.ts'
import { events } from '../../core/log.ts'
import { type Day, houseDay } from '../../core/time.ts'
import type { Order, Step } from '../../core/workflow.ts'
import type { World } from '../../payments/context.ts'
import { wasHeard, writeHeard } from '../../payments/processed-events.ts'
import type { MoneyNews } from '../../payments/refund-events.ts'
import * as customer from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { moneyMoved, partlyRefunded } from '../emails/team.ts'
import { type PassEnd, type Sale, saleOf } from '../purchase.ts'

type About = { payment: Payment; sale: Sale; house: World['house'] }

/** A run of its own for each refund and each dispute; every letter here is tried until it is sent. */
export async function takePassMoney(step: Step, world: World, { news }: Order<'pass-money'>) {
  const payment = await step('read the payment', () => world.stripe.payment(news.paymentId))
  const sale = payment && saleOf(payment)
  if (!sale || payment.status !== 'succeeded') return { outcome: 'not-ours' }
  if (wasHeard(payment.metadata, news)) return { outcome: 'heard before' }
  events.moneyMoved(payment.id, news.what, news.cents)
  const about = { payment, sale, house: world.house }
  const outcome = await follow(step, world, about, news)
  await writeHeard(step, payment.metadata, news, (mark) => world.stripe.note(payment.id, mark))
  return { outcome }
}

async function follow(
  step: Step,
  world: World,
  about: About,
  news: MoneyNews
): Promise<PassEnd | 'told'> {
  if (news.what === 'refunded') {
    const payment = await whenDecided(step, world, about.payment)
    return takeBack(step, world, { ...about, payment }, news)
  }
  await step('write to the team', () => world.mail.send(moneyMoved(about, news)))
  return 'told'
}

/** The payment once its own run has said what became of it: until then a pass may be in the making. */
async function whenDecided(step: Step, world: World, payment: Payment): Promise<Payment> {
  if (payment.metadata.outcome) return payment
  await step('start its run', async () => {
    await world.runs.start(runId(payment.id), { kind: 'grant-pass', paymentId: payment.id })
    return true
  })
  return step('wait for its run', async () => {
    const now = await world.stripe.payment(payment.id)
    if (!now?.metadata.outcome) throw new Error('its own run is at work')
    return now
  })
}

async function takeBack(
  step: Step,
  world: World,
  about: About,
  news: MoneyNews
): Promise<PassEnd | 'told'> {
  const { payment, sale } = about
  const { outcome, pass_id: passId, pass_member_id: memberId = '' } = payment.metadata
  if (!isRefunded(payment)) {
    await step('write to the team', () => world.mail.send(partlyRefunded(about, news)))
    return 'told'
  }
  const day: Day = payment.metadata.pass_date ?? sale.passDate
  const end = await orStuck(payment, () =>
    step('take the pass back', async () => {
      if (!passId || outcome !== 'granted') return 'none'
      if (day < houseDay(world.now())) return 'past'
      return (await world.desk(sale.email)).takeBackPass(passId, memberId, day)
    })
  )
  await step('write what became of it', async () => {
    await world.stripe.note(payment.id, { pass_after_refund: end })
    return true
  })
  await step('write to the customer', () =>
    world.mail.send(customer.refundedCustomer(about, news, day, end))
  )
  await step('write to the team', () => world.mail.send(team.refundedTeam(about, news, day, end)))
  return end
}

/** She has her money: what OfficeRnD would not do for a quarter of an hour is left to the team. */
async function orStuck({ id }: Payment, work: () => Promise<PassEnd>): Promise<PassEnd> {
  try {
    return await work()
  } catch (error) {
    events.passNotTakenBack(id, error)
    return 'stuck'
  }
}
