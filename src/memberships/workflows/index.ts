/** Runs the workflow of a membership that its parameters name. */
import type { Step } from '../../core/workflow.ts'
import { stopCardTesting } from '../../payments/card-declines.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { cancelIncomplete } from '../subscription.ts'
import { expireSetup } from './expire-setup.ts'
import { finishAfterInvoicePaid } from './finish-membership.ts'
import { startMembership } from './start-membership.ts'
import { handleSubscriptionEvent } from './subscription-events.ts'
import { tellSignupOutcome } from './tell-signup-outcome.ts'
import { sendUnsentMembershipEmails } from './unsent-emails.ts'

export function runMembershipWorkflow(
  step: Step,
  ctx: MembershipContext,
  params: MembershipWorkflowParams
): Promise<{ outcome: string }> {
  switch (params.kind) {
    case 'start-membership':
      return startMembership(step, ctx, params)
    case 'finish-membership':
      return finishAfterInvoicePaid(step, ctx, params)
    case 'membership-declines':
      return params.id.startsWith('sub_')
        ? stopCardTesting(step, ctx, params.id, () => cancelIncomplete(ctx, params.id))
        : stopCardTesting(step, ctx, params.id)
    case 'subscription-event':
      return handleSubscriptionEvent(step, ctx, params)
    case 'untold-signup-outcome':
      return tellSignupOutcome(step, ctx, params)
    case 'set-up-expired':
      return expireSetup(step, ctx, params)
    case 'unsent-membership-emails':
      return sendUnsentMembershipEmails(step, ctx, params)
  }
}
