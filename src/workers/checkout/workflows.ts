/** The durable runs: each binds a flow to Cloudflare's steps and their retries. */
import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import type { MembershipOrder } from '../../memberships/context.ts'
import { finishPaidInvoice } from '../../memberships/workflows/finish-membership.ts'
import { startMembership } from '../../memberships/workflows/start-membership.ts'
import { takeMembershipNews } from '../../memberships/workflows/subscription-events.ts'
import { writeLateMembershipLetters } from '../../memberships/workflows/unsent-emails.ts'
import type { PassOrder } from '../../passes/context.ts'
import { tellDebitFailed } from '../../passes/workflows/debit-failed.ts'
import { grantPass } from '../../passes/workflows/grant-pass.ts'
import { takePassMoney } from '../../passes/workflows/refund-or-dispute.ts'
import { writeLatePassLetters } from '../../passes/workflows/unsent-emails.ts'
import { stepOf } from '../platform/workflows.ts'
import { worldOf } from './context.ts'
import type { CheckoutEnv } from './env.ts'

/** The run of a day pass, named after its PaymentIntent. */
export class PassRun extends WorkflowEntrypoint<CheckoutEnv, PassOrder> {
  override async run({ payload }: Readonly<WorkflowEvent<PassOrder>>, workflow: WorkflowStep) {
    const world = worldOf(this.env)
    const step = stepOf(workflow)
    switch (payload.kind) {
      case 'grant-pass':
        return grantPass(step, world, payload)
      case 'debit-failed':
        return tellDebitFailed(step, world, payload)
      case 'pass-money':
        return takePassMoney(step, world, payload)
      case 'late-pass-letters':
        return writeLatePassLetters(step, world, payload)
    }
  }
}

/** The runs of a membership, named after the SetupIntent, the first invoice or the piece of news. */
export class MembershipRun extends WorkflowEntrypoint<CheckoutEnv, MembershipOrder> {
  override async run(event: Readonly<WorkflowEvent<MembershipOrder>>, workflow: WorkflowStep) {
    const world = worldOf(this.env)
    const step = stepOf(workflow)
    const order = event.payload
    switch (order.kind) {
      case 'start-membership':
        return startMembership(step, world, order)
      case 'finish-membership':
        return finishPaidInvoice(step, world, order)
      case 'membership-news':
        return takeMembershipNews(step, world, order)
      case 'late-membership-letters':
        return writeLateMembershipLetters(step, world, order)
    }
  }
}
