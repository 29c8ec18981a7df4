/** Runs the workflow of a day pass that its parameters name. */
import type { Step } from '../../core/workflow.ts'
import { stopCardTesting } from '../../payments/card-declines.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { notifyDebitBegun } from './debit-begun.ts'
import { notifyDebitFailed } from './debit-failed.ts'
import { expirePassIntent } from './expire-intent.ts'
import { grantPass } from './grant-pass.ts'
import { handlePassRefundOrDispute } from './refund-or-dispute.ts'
import { sendUnsentPassEmails } from './unsent-emails.ts'

export function runPassWorkflow(
  step: Step,
  ctx: PassContext,
  params: PassWorkflowParams
): Promise<{ outcome: string }> {
  switch (params.kind) {
    case 'grant-pass':
      return grantPass(step, ctx, params)
    case 'debit-begun':
      return notifyDebitBegun(step, ctx, params)
    case 'debit-failed':
      return notifyDebitFailed(step, ctx, params)
    case 'pass-declines':
      return stopCardTesting(step, ctx, params.paymentId)
    case 'pass-refund-or-dispute':
      return handlePassRefundOrDispute(step, ctx, params)
    case 'pass-intent-expired':
      return expirePassIntent(step, ctx, params)
    case 'unsent-pass-emails':
      return sendUnsentPassEmails(step, ctx, params)
  }
}
