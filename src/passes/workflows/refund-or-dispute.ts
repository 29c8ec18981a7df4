/** Handles refunds and disputes of day passes: revokes the pass after a full refund and informs the team. */

import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { workflowId } from '../../core/ids.ts'
import { type Day, seattleDay } from '../../core/time.ts'
import type { Step } from '../../core/workflow.ts'
import { sendingOnce } from '../../payments/emails/send-once.ts'
import { markProcessed, wasProcessed } from '../../payments/processed-events.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { partlyRefundedCustomer, refundedCustomer } from '../emails/refunded.ts'
import * as team from '../emails/team.ts'
import { log } from '../log.ts'
import { type PaidPass, parsePassPurchase, type RevokeResult } from '../purchase.ts'

/** A workflow for each refund and dispute. The steps of its e-mails are retried like all required steps. */
export async function handlePassRefundOrDispute(
  step: Step,
  ctx: PassContext,
  { event }: PassWorkflowParams<'pass-refund-or-dispute'>
) {
  const payment = await step('read the payment', () => ctx.stripe.getPayment(event.paymentId))
  const sale = payment && parsePassPurchase(payment)
  if (!sale || payment.status !== 'succeeded') return { outcome: 'not-ours' }
  if (wasProcessed(payment.metadata, event)) return { outcome: 'already-processed' }
  log.refundOrDisputeReceived(payment.id, event.type, event.cents)
  const paid = { payment, sale, config: ctx.config }
  const mail = sendingOnce(ctx.mail, ctx.attempt(sale.attemptId))
  const outcome = await handle(step, { ...ctx, mail }, paid, event)
  await markProcessed(step, payment.metadata, event, (mark) =>
    ctx.stripe.updateMetadata(payment.id, mark)
  )
  return { outcome }
}

async function handle(
  step: Step,
  ctx: PassContext,
  paid: PaidPass,
  event: RefundOrDispute
): Promise<RevokeResult | 'told'> {
  if (event.type === 'refunded') {
    const payment = await waitForOutcome(step, ctx, paid.payment)
    return revokeRefundedPass(step, ctx, { ...paid, payment }, event)
  }
  await step('write to the team', () => ctx.mail.send(team.disputeNotice(paid, event)))
  return 'told'
}

/** Returns the payment when its own workflow has written the outcome. Until then it may create a pass. */
async function waitForOutcome(step: Step, ctx: PassContext, payment: Payment): Promise<Payment> {
  if (payment.metadata.outcome) return payment
  await step('start pass workflow', () =>
    ctx.workflows.start(workflowId(payment.id), { kind: 'grant-pass', paymentId: payment.id })
  )
  return step('wait for pass workflow', async () => {
    const current = await ctx.stripe.getPayment(payment.id)
    if (!current?.metadata.outcome) throw new Error('its own workflow is still running')
    return current
  })
}

async function revokeRefundedPass(
  step: Step,
  ctx: PassContext,
  paid: PaidPass,
  event: RefundOrDispute
): Promise<RevokeResult | 'told'> {
  const { payment, sale } = paid
  const { pass_id: passId, pass_member_id: memberId = '', pass_certainty } = payment.metadata
  if (!isRefunded(payment)) {
    await step('write to the customer', () => ctx.mail.send(partlyRefundedCustomer(paid, event)))
    await step('write to the team', () => ctx.mail.send(team.partlyRefunded(paid, event)))
    return 'told'
  }
  const day: Day = payment.metadata.pass_date ?? sale.passDate
  const result = await orStuck(payment, () =>
    step('revoke pass', async () => {
      if (!passId) return pass_certainty ? 'unknown' : 'none'
      if (day < seattleDay(ctx.now())) return 'past'
      return (await ctx.memberWriter(sale.email)).revokePass(passId, memberId, day)
    })
  )
  await step('write the result on the payment', () =>
    ctx.stripe.updateMetadata(payment.id, { pass_after_refund: result })
  )
  await step('write to the customer', () =>
    ctx.mail.send(refundedCustomer(paid, event, { day, result, nowMs: ctx.now() }))
  )
  await step('write to the team', () => ctx.mail.send(team.refundedTeam(paid, event, result)))
  return result
}

/** Returns `stuck` if all retries of the step failed: the money is refunded, and the team must check the pass. */
async function orStuck({ id }: Payment, work: () => Promise<RevokeResult>): Promise<RevokeResult> {
  try {
    return await work()
  } catch (error) {
    log.passNotRevoked(id, error)
    return 'stuck'
  }
}
