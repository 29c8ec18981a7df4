/** Dependencies of both tracks of the checkout Worker. */

import type { Officernd } from '../../clients/officernd/client.ts'
import type { Workflows } from '../../core/workflow.ts'
import type {
  MembershipConfig,
  MembershipContext,
  MembershipWorkflowParams,
} from '../../memberships/index.ts'
import type { SweepContext } from '../../operations/sweep-context.ts'
import type { PassConfig, PassContext, PassWorkflowParams } from '../../passes/index.ts'

export type CheckoutConfig = PassConfig & MembershipConfig
export type CheckoutWorkflowParams = PassWorkflowParams | MembershipWorkflowParams

export interface CheckoutContext extends PassContext, MembershipContext, SweepContext {
  officernd: Pick<Officernd, 'plan' | 'planValidity' | 'eachMember' | 'eachPass' | 'eachMembership'>
  workflows: Workflows<CheckoutWorkflowParams>
  config: CheckoutConfig
}
