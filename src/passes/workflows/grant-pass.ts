/** Track 3, steps 9–10: she has paid, so she gets her pass, or a person on the team is told her name. */

import type { GrantedPass } from '../../clients/officernd/member-writer.ts'
import { isRefunded } from '../../clients/stripe/payments.ts'
import { log } from '../../core/log.ts'
import { type Day, seattleDay } from '../../core/time.ts'
import { type Step, tryStep, useIfFresh } from '../../core/workflow.ts'
import { refundFromPayment, refundWorkflow } from '../../payments/refund-events.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { expiredApology, purchaseConfirmation } from '../emails/customer.ts'
import * as letters from '../emails/team.ts'
import { type PaidPass, type PassPurchase, parsePassPurchase, passDayOf } from '../purchase.ts'
import { hasExpired } from '../rules/pass-day.ts'

export type PassOutcome = 'granted' | 'alerted' | 'refunded'

type PassWorkflow = PassWorkflowParams<'grant-pass'>

/**
 * The run named after a PaymentIntent that has succeeded.
 * @throws when the payment is not ours or not paid: such a run must never have been started.
 */
export async function grantPass(
  step: Step,
  ctx: PassContext,
  order: PassWorkflow
): Promise<{ outcome: string; passId?: string }> {
  // 9a. Verify: the payment as it is now decides, and a finished one is never done again.
  const { payment, nowMs } = await step('read the payment', () => readPayment(ctx, order))
  if (payment.metadata.outcome) return { outcome: payment.metadata.outcome }
  const sale = parsePassPurchase(payment, order.fallbackName)
  if (!sale || payment.status !== 'succeeded') throw new Error('not a paid purchase')
  const about = { payment, sale, config: ctx.config }
  if (isRefunded(payment)) return writeOutcome(step, ctx, about, { outcome: 'refunded' })

  const day = passDayOf(ctx, about, nowMs)
  if (hasExpired(day, nowMs)) return alertExpiredPass(step, ctx, about, day)

  // 9b. The kiosk reads OfficeRnD and nothing else: until the pass exists, nothing has been sold.
  let tries = 0
  const pass = await step('grant the pass', () => requestPass(ctx, about, day, tries++))
  if (!pass) return writeOutcome(step, ctx, about, { outcome: 'refunded' })
  log.passGranted(payment.id, pass.id, day)
  const told = { outcome: 'granted', passDate: day }
  await tryStep(step, 'tell the page', async () => {
    await ctx.attempt(sale.attemptId).publishResult(payment.id, told)
    return true
  })

  // 10. Letters. Losing one loses no pass.
  const sent = await sendEmails(step, ctx, about, pass)
  await checkPlanValidity(step, ctx, about, nowMs)
  if (sale.promo) await consumePromo(step, ctx, sale)
  return writeOutcome(step, ctx, about, {
    outcome: 'granted',
    pass_id: pass.id,
    pass_date: day,
    pass_member_id: pass.memberId,
    ...(sent ? {} : { emails: 'unsent' }),
  })
}

async function readPayment(ctx: PassContext, { snapshot, paymentId }: PassWorkflow) {
  const nowMs = ctx.now()
  const payment = useIfFresh(snapshot, nowMs) ?? (await ctx.stripe.getPayment(paymentId))
  if (!payment) throw new Error('no such payment')
  return { payment, nowMs }
}

async function requestPass(ctx: PassContext, { payment, sale }: PaidPass, day: Day, tries: number) {
  // Long in coming: meanwhile somebody may have given her the money back.
  const now = tries > 0 ? await ctx.stripe.getPayment(payment.id) : null
  if (now && isRefunded(now)) return null
  const desk = await ctx.memberWriter(sale.email)
  try {
    return await desk.grantPass({
      paymentId: payment.id,
      memberId: sale.memberId,
      person: { name: sale.customerName, email: sale.email, phone: sale.phone },
      day,
      paidAtMs: payment.charge?.createdMs ?? payment.createdMs,
    })
  } catch (error) {
    log.passCreationFailed(payment.id, error)
    throw error
  }
}

/** An expired pass opens no door, so it is not made: the team and the customer are told instead. */
async function alertExpiredPass(step: Step, ctx: PassContext, about: PaidPass, day: Day) {
  log.passExpired(about.payment.id, day)
  await step('tell the team', () => ctx.mail.send(letters.expiredAlert(about, day)))
  const apology = expiredApology(about, day)
  await tryStep(step, 'write to the customer', () => ctx.mail.send(apology))
  return writeOutcome(step, ctx, about, { outcome: 'alerted' })
}

async function sendEmails(step: Step, ctx: PassContext, about: PaidPass, pass: GrantedPass) {
  const { payment } = about
  if (!payment.charge?.receipt) log.receiptUnread(payment.id)
  const ids = { pass: pass.id, member: pass.memberId }
  const [customer, team] = await Promise.all([
    tryStep(step, 'write to the customer', () =>
      ctx.mail.send(purchaseConfirmation(about, pass.day))
    ),
    tryStep(step, 'write to the team', () =>
      ctx.mail.send(letters.teamNotification(about, pass.day, ids))
    ),
  ])
  if (!customer) log.emailFailed(payment.id, 'customer')
  if (!team) log.emailFailed(payment.id, 'team')
  return customer !== null && team !== null
}

/** A validity of 0 is a setting in OfficeRnD that shuts the kiosk to every pass: only a person can mend it. */
async function checkPlanValidity(
  step: Step,
  ctx: PassContext,
  about: PaidPass,
  nowMs: number
): Promise<void> {
  const { payment, sale } = about
  const months = await tryStep(step, 'check the plan', () =>
    ctx.officernd.planValidity(sale.planId)
  )
  if (months === null) return log.planUnread(payment.id)
  if (months > 0) return
  log.zeroValidity(payment.id, sale.planId)
  const letter = letters.zeroValidityAlert(about, sale.planId, seattleDay(nowMs))
  await step('tell the team of the plan', () => ctx.mail.send(letter))
}

async function consumePromo(
  step: Step,
  ctx: PassContext,
  { promo, attemptId }: PassPurchase
): Promise<void> {
  if (!promo) return
  await tryStep(step, 'count the promotion code', async () => {
    await ctx.promo(promo.couponId).consume(attemptId, promo.id)
    return true
  })
}

/** The outcome goes where Stripe's dashboard shows it; it is what makes every later start a no-op. */
async function writeOutcome(
  step: Step,
  ctx: PassContext,
  about: PaidPass,
  result: { outcome: PassOutcome } & Record<string, string>
) {
  const { payment, sale } = about
  const written = await step('write the outcome', () => {
    const outcomeAt = new Date(ctx.now()).toISOString()
    return ctx.stripe.updateMetadata(payment.id, { ...result, outcome_at: outcomeAt })
  })
  log.outcome(payment.id, result.outcome)
  // Refunded while this run was at work: its event found no outcome yet, and left it to us.
  const refund = result.outcome === 'granted' ? refundFromPayment(written) : null
  if (refund)
    await step('see to the refund', async () => {
      await ctx.workflows.start(refundWorkflow(refund), {
        kind: 'pass-refund-or-dispute',
        event: refund,
      })
      return true
    })
  const alerted = Boolean(written.metadata.alerted_at)
  if (alerted && result.outcome === 'granted') {
    const letter = letters.alertResolvedEmail(about, result.pass_date ?? sale.passDate)
    await tryStep(step, 'write that it is resolved', () => ctx.mail.send(letter))
  }
  return { outcome: result.outcome, ...(result.pass_id ? { passId: result.pass_id } : {}) }
}
