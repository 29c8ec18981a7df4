/** Cancels the set-up of a membership that nobody gave a card for, and gives back the use of its code. */
import type { Step } from '../../core/workflow.ts'
import { expireIntent } from '../../payments/intent-expiry.ts'
import { releaseUse } from '../code-use.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'

export function expireSetup(
  step: Step,
  ctx: MembershipContext,
  params: MembershipWorkflowParams<'set-up-expired'>
): Promise<{ outcome: string }> {
  return expireIntent(step, ctx, params, async () => {
    const setup = await ctx.stripe.getSetupIntent(params.intentId)
    if (setup) await releaseUse(ctx, setup)
  })
}
