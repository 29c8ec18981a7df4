/** Track 3, steps 9–10: creates the pass after payment and sends the e-mails, or alerts the team. */

import type { GrantedPass } from '../../clients/officernd/member-writer.ts'
import { isRefunded } from '../../clients/stripe/payments.ts'
import { type Day, seattleDay } from '../../core/time.ts'
import { type Step, tryStep, useIfFresh } from '../../core/workflow.ts'
import { refundFromPayment, refundWorkflow } from '../../payments/refund-events.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { expiredApology, purchaseConfirmation } from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { log } from '../log.ts'
import { type PaidPass, type PassPurchase, parsePassPurchase, passDayOf } from '../purchase.ts'
import { hasExpired } from '../rules/pass-day.ts'

export type PassOutcome = 'granted' | 'alerted' | 'refunded'

type GrantPassParams = PassWorkflowParams<'grant-pass'>

/**
 * The workflow named after a PaymentIntent that has succeeded.
 * @throws when the payment is not a purchase of ours or has not succeeded.
 */
export async function grantPass(
  step: Step,
  ctx: PassContext,
  params: GrantPassParams
): Promise<{ outcome: string; passId?: string }> {
  // 9a. Verify the payment as it is now. A finished one is not done again.
  const { payment, nowMs } = await step('read the payment', () => readPayment(ctx, params))
  if (payment.metadata.outcome) return { outcome: payment.metadata.outcome }
  const sale = parsePassPurchase(payment, params.fallbackName)
  if (!sale || payment.status !== 'succeeded') throw new Error('not a paid purchase')
  const paid = { payment, sale, config: ctx.config }
  if (isRefunded(payment)) return writeOutcome(step, ctx, paid, { outcome: 'refunded' })

  const day = passDayOf(ctx, paid, nowMs)
  if (hasExpired(day, nowMs)) return alertExpiredPass(step, ctx, paid, day)

  // 9b. Create the pass. The kiosk reads only OfficeRnD.
  let tries = 0
  const pass = await step('grant pass', () => requestPass(ctx, paid, day, tries++))
  if (!pass) return writeOutcome(step, ctx, paid, { outcome: 'refunded' })
  log.passGranted(payment.id, pass.id, day)
  const result = { outcome: 'granted', passDate: day }
  await tryStep(step, 'publish result', () =>
    ctx.attempt(sale.attemptId).publishResult(payment.id, result)
  )

  // 10. E-mails. A failed e-mail does not fail the pass.
  const sent = await sendEmails(step, ctx, paid, pass)
  await checkPlanValidity(step, ctx, paid, { day, today: seattleDay(nowMs) })
  if (sale.promo) await consumePromo(step, ctx, sale)
  return writeOutcome(step, ctx, paid, {
    outcome: 'granted',
    pass_id: pass.id,
    pass_date: day,
    pass_member_id: pass.memberId,
    ...(sent ? {} : { emails: 'unsent' }),
  })
}

async function readPayment(ctx: PassContext, { snapshot, paymentId }: GrantPassParams) {
  const nowMs = ctx.now()
  const payment = useIfFresh(snapshot, nowMs) ?? (await ctx.stripe.getPayment(paymentId))
  if (!payment) throw new Error('no such payment')
  return { payment, nowMs }
}

/** Creates the pass. Returns `null` if the payment was refunded before a retry. */
async function requestPass(ctx: PassContext, { payment, sale }: PaidPass, day: Day, tries: number) {
  // On a retry the payment may have been refunded meanwhile.
  const current = tries > 0 ? await ctx.stripe.getPayment(payment.id) : null
  if (current && isRefunded(current)) return null
  const memberWriter = await ctx.memberWriter(sale.email)
  try {
    return await memberWriter.grantPass({
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

/** The kiosk would refuse an expired pass, so it is not created. The team and the customer get an e-mail. */
async function alertExpiredPass(step: Step, ctx: PassContext, paid: PaidPass, day: Day) {
  log.passExpired(paid.payment.id, day)
  await step('alert the team: pass expired', () => ctx.mail.send(team.expiredAlert(paid, day)))
  const apology = expiredApology(paid, day)
  await tryStep(step, 'write to the customer', () => ctx.mail.send(apology))
  return writeOutcome(step, ctx, paid, { outcome: 'alerted' })
}

async function sendEmails(step: Step, ctx: PassContext, paid: PaidPass, pass: GrantedPass) {
  const { payment } = paid
  if (!payment.charge?.receipt) log.receiptUnread(payment.id)
  const ids = { pass: pass.id, member: pass.memberId }
  const [customerSent, teamSent] = await Promise.all([
    tryStep(step, 'write to the customer', () =>
      ctx.mail.send(purchaseConfirmation(paid, pass.day))
    ),
    tryStep(step, 'write to the team', () =>
      ctx.mail.send(team.teamNotification(paid, pass.day, ids))
    ),
  ])
  if (!customerSent) log.emailFailed(payment.id, 'customer')
  if (!teamSent) log.emailFailed(payment.id, 'team')
  return customerSent !== null && teamSent !== null
}

/** Alerts the team if the plan's validity in OfficeRnD is 0 months: then the kiosk refuses every pass. */
async function checkPlanValidity(
  step: Step,
  ctx: PassContext,
  paid: PaidPass,
  days: { day: Day; today: Day }
): Promise<void> {
  const { payment, sale } = paid
  const months = await tryStep(step, 'check the plan', () =>
    ctx.officernd.planValidity(sale.planId)
  )
  if (months === null) return log.planUnread(payment.id)
  if (months > 0) return
  log.zeroValidity(payment.id, sale.planId)
  const email = team.zeroValidityAlert(paid, sale.planId, days)
  await step('alert the team: plan validity is 0', () => ctx.mail.send(email))
}

async function consumePromo(
  step: Step,
  ctx: PassContext,
  { promo, attemptId }: PassPurchase
): Promise<void> {
  if (!promo) return
  await tryStep(step, 'count the promotion code', () =>
    ctx.promo(promo.couponId).consume(attemptId, promo.id)
  )
}

/** Writes the outcome on the payment, where Stripe's dashboard shows it. A later start then does nothing. */
async function writeOutcome(
  step: Step,
  ctx: PassContext,
  paid: PaidPass,
  result: { outcome: PassOutcome } & Record<string, string>
) {
  const { payment, sale } = paid
  const written = await step('write the outcome', () => {
    const outcomeAt = new Date(ctx.now()).toISOString()
    return ctx.stripe.updateMetadata(payment.id, { ...result, outcome_at: outcomeAt })
  })
  log.outcome(payment.id, result.outcome)
  // Refunded while this workflow ran: then the refund's own workflow is started here.
  const refund = result.outcome === 'granted' ? refundFromPayment(written) : null
  if (refund)
    await step('start refund workflow', () =>
      ctx.workflows.start(refundWorkflow(refund), {
        kind: 'pass-refund-or-dispute',
        event: refund,
      })
    )
  const wasAlerted = Boolean(written.metadata.alerted_at)
  if (wasAlerted && result.outcome === 'granted') {
    const email = team.alertResolvedEmail(paid, result.pass_date ?? sale.passDate)
    await tryStep(step, 'send the resolved email', () => ctx.mail.send(email))
  }
  return { outcome: result.outcome, ...(result.pass_id ? { passId: result.pass_id } : {}) }
}
