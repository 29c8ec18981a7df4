/** Money of a day pass that went back, or was asked back: the pass follows the money, the team is told. */

import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { workflowId } from '../../core/ids.ts'
import { log } from '../../core/log.ts'
import { type Day, seattleDay } from '../../core/time.ts'
import type { Step } from '../../core/workflow.ts'
import { markProcessed, wasProcessed } from '../../payments/processed-events.ts'
import type { RefundOrDispute } from '../../payments/refund-events.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import * as customer from '../emails/customer.ts'
import * as team from '../emails/team.ts'
import { disputeNotice, partlyRefunded } from '../emails/team.ts'
import { type PassPurchase, parsePassPurchase, type RevokeResult } from '../purchase.ts'

type About = { payment: Payment; sale: PassPurchase; config: PassContext['config'] }

/** A run of its own for each refund and each dispute; every letter here is tried until it is sent. */
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
  const about = { payment, sale, config: ctx.config }
  const outcome = await handle(step, ctx, about, event)
  await markProcessed(step, payment.metadata, event, (mark) =>
    ctx.stripe.updateMetadata(payment.id, mark)
  )
  return { outcome }
}

async function handle(
  step: Step,
  ctx: PassContext,
  about: About,
  event: RefundOrDispute
): Promise<RevokeResult | 'told'> {
  if (event.type === 'refunded') {
    const payment = await waitForOutcome(step, ctx, about.payment)
    return revokeRefundedPass(step, ctx, { ...about, payment }, event)
  }
  await step('write to the team', () => ctx.mail.send(disputeNotice(about, event)))
  return 'told'
}

/** The payment once its own run has said what became of it: until then a pass may be in the making. */
async function waitForOutcome(step: Step, ctx: PassContext, payment: Payment): Promise<Payment> {
  if (payment.metadata.outcome) return payment
  await step('start its run', async () => {
    await ctx.workflows.start(workflowId(payment.id), { kind: 'grant-pass', paymentId: payment.id })
    return true
  })
  return step('wait for its run', async () => {
    const now = await ctx.stripe.getPayment(payment.id)
    if (!now?.metadata.outcome) throw new Error('its own run is at work')
    return now
  })
}

async function revokeRefundedPass(
  step: Step,
  ctx: PassContext,
  about: About,
  event: RefundOrDispute
): Promise<RevokeResult | 'told'> {
  const { payment, sale } = about
  const { outcome, pass_id: passId, pass_member_id: memberId = '' } = payment.metadata
  if (!isRefunded(payment)) {
    await step('write to the team', () => ctx.mail.send(partlyRefunded(about, event)))
    return 'told'
  }
  const day: Day = payment.metadata.pass_date ?? sale.passDate
  const end = await orUnknown(payment, () =>
    step('take the pass back', async () => {
      if (!passId || outcome !== 'granted') return 'none'
      if (day < seattleDay(ctx.now())) return 'past'
      return (await ctx.memberWriter(sale.email)).revokePass(passId, memberId, day)
    })
  )
  await step('write what became of it', async () => {
    await ctx.stripe.updateMetadata(payment.id, { pass_after_refund: end })
    return true
  })
  await step('write to the customer', () =>
    ctx.mail.send(customer.refundedCustomer(about, event, day, end))
  )
  await step('write to the team', () => ctx.mail.send(team.refundedTeam(about, event, day, end)))
  return end
}

/** She has her money: what OfficeRnD would not do for a quarter of an hour is left to the team. */
async function orUnknown(
  { id }: Payment,
  work: () => Promise<RevokeResult>
): Promise<RevokeResult> {
  try {
    return await work()
  } catch (error) {
    log.passNotTakenBack(id, error)
    return 'stuck'
  }
}
