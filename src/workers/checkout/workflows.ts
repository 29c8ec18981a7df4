/** The Workflow classes of the checkout Worker: each runs its track's workflows on Cloudflare's steps. */

import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import { type MembershipWorkflowParams, runMembershipWorkflow } from '../../memberships/index.ts'
import { type PassWorkflowParams, runPassWorkflow } from '../../passes/index.ts'
import { runOnSteps } from '../platform/workflows.ts'
import { createCheckoutContext } from './create-context.ts'
import type { CheckoutEnv } from './env.ts'

/** The workflow of a day pass, named after its PaymentIntent. */
export class PassWorkflow extends WorkflowEntrypoint<CheckoutEnv, PassWorkflowParams> {
  override run(event: Readonly<WorkflowEvent<PassWorkflowParams>>, workflow: WorkflowStep) {
    return runOnSteps(event.instanceId, workflow, (step) =>
      runPassWorkflow(step, createCheckoutContext(this.env), event.payload)
    )
  }
}

/** The workflows of a membership, named after the SetupIntent, the first invoice or the event. */
export class MembershipWorkflow extends WorkflowEntrypoint<CheckoutEnv, MembershipWorkflowParams> {
  override run(event: Readonly<WorkflowEvent<MembershipWorkflowParams>>, workflow: WorkflowStep) {
    return runOnSteps(event.instanceId, workflow, (step) =>
      runMembershipWorkflow(step, createCheckoutContext(this.env), event.payload)
    )
  }
}
