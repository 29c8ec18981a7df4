/** Track 3, steps 9–10: creates the pass after payment and sends the e-mails, or alerts the team. */

import type { GrantedPass } from '../../clients/officernd/member-writer.ts'
import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { type Day, seattleDay } from '../../core/time.ts'
import { RETRIES, type Step, tryPatiently, tryStep, useIfFresh } from '../../core/workflow.ts'
import { userOf } from '../../payments/promo-uses.ts'
import { refundFromPayment, refundWorkflow } from '../../payments/refund-events.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { expiredApology, passCheckedByTeam, purchaseEmails } from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { log } from '../log.ts'
import {
  isDebit,
  type PaidPass,
  type PassPurchase,
  paidAtMs,
  parsePassPurchase,
  passDayOf,
} from '../purchase.ts'
import { hasExpired } from '../rules/pass-day.ts'
import { checkFirstTime } from './check-first-time.ts'

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
  const { payment: found, nowMs } = await step('read the payment', () => readPayment(ctx, params))
  if (found.metadata.outcome) return { outcome: found.metadata.outcome }
  const sale = parsePassPurchase(found, params.fallbackName)
  if (!sale || found.status !== 'succeeded') throw new Error('not a paid purchase')
  const initial = { payment: found, sale, config: ctx.config }
  if (isRefunded(found)) return writeOutcome(step, ctx, initial, { outcome: 'refunded' })

  const day = passDayOf(initial, nowMs)
  const payment = await fixDebitDay(step, ctx, found, { day, nowMs })
  const paid = { ...initial, payment, sale: { ...sale, passDate: day } }
  if (hasExpired(day, nowMs)) return alertExpiredPass(step, ctx, paid, day)

  // Counted before the pass: OfficeRnD may be away for longer than the use stays reserved.
  if (sale.promo) await consumePromo(step, ctx, sale)

  // 9b. Create the pass. The kiosk reads only OfficeRnD.
  const pass = await step('grant pass', () => requestPass(ctx, paid, day, nowMs))
  if (!pass) return writeOutcome(step, ctx, paid, { outcome: 'refunded' })
  if (pass.certainty === 'unclear') return handToTeam(step, ctx, paid, pass)
  log.passGranted(payment.id, pass.id, day)
  const result = { outcome: 'granted', passDate: day }
  await tryStep(step, 'publish result', () =>
    ctx.attempt(sale.attemptId).publishResult(payment.id, result)
  )

  // 10. E-mails. A failed e-mail does not fail the pass.
  const sent = await sendEmails(step, ctx, paid, pass)
  if (pass.certainty !== 'verified') await alertUncertainPass(step, ctx, paid, pass)
  await checkPlanValidity(step, ctx, paid, { day, today: seattleDay(nowMs) })
  await checkFirstTime(step, ctx, paid)
  return writeOutcome(step, ctx, paid, {
    outcome: 'granted',
    ...metadataOf(pass),
    ...(sent ? {} : { emails: 'unsent' }),
  })
}

async function readPayment(ctx: PassContext, { snapshot, paymentId }: GrantPassParams) {
  const nowMs = ctx.now()
  const payment = useIfFresh(snapshot, nowMs) ?? (await ctx.stripe.getPayment(paymentId))
  if (!payment) throw new Error('no such payment')
  return { payment, nowMs }
}

/** Writes a bank debit's day on the payment before the first try, so that every later life buys the same day. */
async function fixDebitDay(
  step: Step,
  ctx: PassContext,
  payment: Payment,
  { day, nowMs }: { day: Day; nowMs: number }
): Promise<Payment> {
  if (!isDebit(payment) || payment.metadata.settled_at) return payment
  const settledAt = new Date(nowMs).toISOString()
  return step('fix the day', () =>
    ctx.stripe.updateMetadata(payment.id, { pass_date: day, settled_at: settledAt })
  )
}

/** Creates the pass. Returns `null` if the payment was refunded since it was read, at `readMs`. */
async function requestPass(
  ctx: PassContext,
  { payment, sale }: PaidPass,
  day: Day,
  readMs: number
) {
  const isFirstTry = ctx.now() - readMs < RETRIES.required.firstDelayMs
  const current = isFirstTry ? payment : await ctx.stripe.getPayment(payment.id)
  if (current && isRefunded(current)) return null
  const memberWriter = await ctx.memberWriter(sale.email)
  try {
    return await memberWriter.grantPass({
      paymentId: payment.id,
      memberId: sale.memberId,
      person: { name: sale.customerName, email: sale.email, phone: sale.phone },
      day,
      paidAtMs: paidAtMs(payment),
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
  await tryStep(step, 'write to the customer', () => ctx.mail.send(apology), 'required')
  return writeOutcome(step, ctx, paid, { outcome: 'alerted' })
}

async function alertUncertainPass(
  step: Step,
  ctx: PassContext,
  paid: PaidPass,
  pass: GrantedPass
): Promise<void> {
  log.recordUncertain(paid.payment.id, pass.id, pass.certainty)
  await step('alert the team: pass not verified', () =>
    ctx.mail.send(team.uncertainPassAlert(paid, pass))
  )
}

/** A pass that may not be what was bought is not confirmed: the team checks it and writes to the customer. */
async function handToTeam(step: Step, ctx: PassContext, paid: PaidPass, pass: GrantedPass) {
  await alertUncertainPass(step, ctx, paid, pass)
  await tryStep(step, 'write to the customer', () =>
    ctx.mail.send(passCheckedByTeam(paid, pass.day))
  )
  return writeOutcome(step, ctx, paid, { outcome: 'alerted', ...metadataOf(pass) })
}

function metadataOf({
  id,
  day,
  memberId,
  certainty,
  sharedWith,
}: GrantedPass): Record<string, string> {
  return {
    pass_id: id,
    pass_date: day,
    pass_member_id: memberId,
    ...(certainty === 'verified' ? {} : { pass_certainty: certainty }),
    ...(sharedWith ? { pass_member_name: sharedWith } : {}),
  }
}

async function sendEmails(step: Step, ctx: PassContext, paid: PaidPass, pass: GrantedPass) {
  const { payment } = paid
  if (!payment.charge?.receipt) log.receiptUnread(payment.id)
  const ids = { pass: pass.id, member: pass.memberId, sharedWith: pass.sharedWith }
  const [teamSent, ...customerSent] = await Promise.all([
    tryPatiently(step, 'write to the team', () =>
      ctx.mail.send(team.teamNotification(paid, pass.day, ids))
    ),
    ...purchaseEmails(paid, pass.day, pass.sharedWith).map((email, index) =>
      tryPatiently(step, `write to the customer, ${index + 1}`, () => ctx.mail.send(email))
    ),
  ])
  const allSent = !customerSent.includes(null)
  if (!allSent) log.emailFailed(payment.id, 'customer')
  if (!teamSent) log.emailFailed(payment.id, 'team')
  return allSent && teamSent !== null
}

/**
 * Alerts the team if OfficeRnD says that the plan's validity is 0 months: then the kiosk refuses every
 * pass. A plan that does not say it alerts nobody: the doctor says so, and the log once a night.
 */
async function checkPlanValidity(
  step: Step,
  ctx: PassContext,
  paid: PaidPass,
  days: { day: Day; today: Day }
): Promise<void> {
  const { payment, sale } = paid
  const plan = await tryStep(step, 'check the plan', async () => ({
    months: await ctx.officernd.planValidity(sale.planId),
  }))
  if (!plan) return log.planUnread(payment.id)
  if (plan.months !== 0) return
  log.zeroValidity(payment.id, sale.planId)
  const email = team.zeroValidityAlert(paid, sale.planId, days)
  await step('alert the team: plan validity is 0', () => ctx.mail.send(email))
}

async function consumePromo(step: Step, ctx: PassContext, sale: PassPurchase): Promise<void> {
  const { promo } = sale
  if (!promo) return
  await tryStep(step, 'count the promotion code', async () =>
    ctx.promo(promo.couponId).consume(await userOf(sale, promo))
  )
}

/** Writes the outcome on the payment, where Stripe's dashboard shows it. A later start then does nothing. */
async function writeOutcome(
  step: Step,
  ctx: PassContext,
  paid: PaidPass,
  result: { outcome: PassOutcome } & Record<string, string>
) {
  const { payment } = paid
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
  const resolved = written.metadata.alerted_at
    ? team.alertResolvedEmail({ ...paid, payment: written })
    : null
  if (resolved)
    await tryStep(step, 'send the resolved email', () => ctx.mail.send(resolved), 'required')
  return { outcome: result.outcome, ...(result.pass_id ? { passId: result.pass_id } : {}) }
}
