/** Track 3, steps 9–10: she has paid, so she gets her pass, or a person on the team is told her name. */
import type { GrantedPass } from '../../clients/officernd/member-writer.ts'
import { isRefunded } from '../../clients/stripe/payments.ts'
import { events } from '../../core/log.ts'
import { type Day, houseDay } from '../../core/time.ts'
import { attempt, freshly, type Order, type Step } from '../../core/workflow.ts'
import type { World } from '../../payments/context.ts'
import { moneyRunOf, refundSeenOn } from '../../payments/refund-events.ts'
import { expiredApology, purchaseConfirmation } from '../emails/customer.ts'
import * as letters from '../emails/team.ts'
import { type About, dayOf, type Sale, saleOf } from '../purchase.ts'
import { hasExpired } from '../rules/pass-day.ts'

export type PassOutcome = 'granted' | 'alerted' | 'refunded'

type PassRun = Order<'grant-pass'>

/**
 * The run named after a PaymentIntent that has succeeded.
 * @throws when the payment is not ours or not paid: such a run must never have been started.
 */
export async function grantPass(
  step: Step,
  world: World,
  order: PassRun
): Promise<{ outcome: string; passId?: string }> {
  // 9a. Verify: the payment as it is now decides, and a finished one is never done again.
  const { payment, nowMs } = await step('read the payment', () => readPayment(world, order))
  if (payment.metadata.outcome) return { outcome: payment.metadata.outcome }
  const sale = saleOf(payment, order.fallbackName)
  if (!sale || payment.status !== 'succeeded') throw new Error('not a paid purchase')
  const about = { payment, sale, house: world.house }
  if (isRefunded(payment)) return finish(step, world, about, { outcome: 'refunded' })

  const day = dayOf(world, about, nowMs)
  if (hasExpired(day, nowMs)) return handOver(step, world, about, day)

  // 9b. The kiosk reads OfficeRnD and nothing else: until the pass exists, nothing has been sold.
  let tries = 0
  const pass = await step('grant the pass', () => passFor(world, about, day, tries++))
  if (!pass) return finish(step, world, about, { outcome: 'refunded' })
  events.passGranted(payment.id, pass.id, day)
  const told = { outcome: 'granted', passDate: day }
  await attempt(step, 'tell the page', async () => {
    await world.attempt(sale.attemptId).tell(payment.id, told)
    return true
  })

  // 10. Letters. Losing one loses no pass.
  const sent = await writeLetters(step, world, about, pass)
  await checkPlan(step, world, about, nowMs)
  if (sale.promo) await countPromo(step, world, sale)
  return finish(step, world, about, {
    outcome: 'granted',
    pass_id: pass.id,
    pass_date: day,
    pass_member_id: pass.memberId,
    ...(sent ? {} : { letter: 'unsent' }),
  })
}

async function readPayment(world: World, { seen, paymentId }: PassRun) {
  const nowMs = world.now()
  const payment = freshly(seen, nowMs) ?? (await world.stripe.payment(paymentId))
  if (!payment) throw new Error('no such payment')
  return { payment, nowMs }
}

async function passFor(world: World, { payment, sale }: About, day: Day, tries: number) {
  // Long in coming: meanwhile somebody may have given her the money back.
  const now = tries > 0 ? await world.stripe.payment(payment.id) : null
  if (now && isRefunded(now)) return null
  const desk = await world.desk(sale.email)
  try {
    return await desk.grantPass({
      paymentId: payment.id,
      memberId: sale.memberId,
      person: { name: sale.customerName, email: sale.email, phone: sale.phone },
      day,
      paidAtMs: payment.charge?.createdMs ?? payment.createdMs,
    })
  } catch (error) {
    events.passCreationFailed(payment.id, error)
    throw error
  }
}

/** An expired pass opens no door, so it is not made: the team and the customer are told instead. */
async function handOver(step: Step, world: World, about: About, day: Day) {
  events.passExpired(about.payment.id, day)
  await step('tell the team', () => world.mail.send(letters.expiredAlert(about, day)))
  const apology = expiredApology(about, day)
  await attempt(step, 'write to the customer', () => world.mail.send(apology))
  return finish(step, world, about, { outcome: 'alerted' })
}

async function writeLetters(step: Step, world: World, about: About, pass: GrantedPass) {
  const { payment } = about
  if (!payment.charge?.receipt) events.receiptUnread(payment.id)
  const ids = { pass: pass.id, member: pass.memberId }
  const [customer, team] = await Promise.all([
    attempt(step, 'write to the customer', () =>
      world.mail.send(purchaseConfirmation(about, pass.day))
    ),
    attempt(step, 'write to the team', () =>
      world.mail.send(letters.teamNotification(about, pass.day, ids))
    ),
  ])
  if (!customer) events.letterUnsent(payment.id, 'customer')
  if (!team) events.letterUnsent(payment.id, 'team')
  return customer !== null && team !== null
}

/** A validity of 0 is a setting in OfficeRnD that shuts the kiosk to every pass: only a person can mend it. */
async function checkPlan(step: Step, world: World, about: About, nowMs: number): Promise<void> {
  const { payment, sale } = about
  const months = await attempt(step, 'check the plan', () =>
    world.officernd.planValidity(sale.planId)
  )
  if (months === null) return events.planUnread(payment.id)
  if (months > 0) return
  events.zeroValidity(payment.id, sale.planId)
  const letter = letters.zeroValidityAlert(about, sale.planId, houseDay(nowMs))
  await step('tell the team of the plan', () => world.mail.send(letter))
}

async function countPromo(step: Step, world: World, { promo, attemptId }: Sale): Promise<void> {
  if (!promo) return
  await attempt(step, 'count the promotion code', async () => {
    await world.promo(promo.couponId).consume(attemptId, promo.id)
    return true
  })
}

/** The outcome goes where Stripe's dashboard shows it; it is what makes every later start a no-op. */
async function finish(
  step: Step,
  world: World,
  about: About,
  result: { outcome: PassOutcome } & Record<string, string>
) {
  const { payment, sale } = about
  const written = await step('write the outcome', () => {
    const outcomeAt = new Date(world.now()).toISOString()
    return world.stripe.note(payment.id, { ...result, outcome_at: outcomeAt })
  })
  events.outcome(payment.id, result.outcome)
  // Refunded while this run was at work: its event found no outcome yet, and left it to us.
  const news = result.outcome === 'granted' ? refundSeenOn(written) : null
  if (news)
    await step('see to the refund', async () => {
      await world.runs.start(moneyRunOf(news), { kind: 'pass-money', news })
      return true
    })
  const alerted = Boolean(written.metadata.alerted_at)
  if (alerted && result.outcome === 'granted') {
    const letter = letters.servedAfterAll(about, result.pass_date ?? sale.passDate)
    await attempt(step, 'write that it is resolved', () => world.mail.send(letter))
  }
  return { outcome: result.outcome, ...(result.pass_id ? { passId: result.pass_id } : {}) }
}
