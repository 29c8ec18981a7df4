/** Plans the repair of a subscription, or of a card that was set up. */
import { workflowId } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { seattleDay } from '../../core/time.ts'
import { nullIfNotFound, outcomeMessage, type RepairPlan } from '../../operations/repair.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { parseSignup, type Signup } from '../signup.ts'
import { isLive, saleWorkflow } from '../subscription.ts'

export async function repairPlanForSetup(
  ctx: MembershipContext,
  id: string
): Promise<RepairPlan<MembershipWorkflowParams> | null> {
  const setup = await ctx.stripe.getSetupIntent(id)
  const sale = setup && parseSignup(setup.metadata)
  if (!sale) return null
  const notSetUp = setup.status === 'succeeded' ? null : `The card is not set up (${setup.status}).`
  return {
    workflowId: workflowId(id),
    params: { kind: 'start-membership', setupId: id },
    alreadyDone: outcomeMessage(setup.metadata) ?? notSetUp,
    plannedWrites: [
      `Stripe: a subscription to ${sale.planName} for ${sale.email}, ${formatCents(sale.quotedCents)} due at once, unless the customer has one or the price has changed`,
      ...membershipWrites(sale, seattleDay(ctx.now())),
      `Stripe: the outcome on ${id} and on the subscription`,
    ],
    note: (metadata) => ctx.stripe.updateSetupMetadata(id, metadata),
  }
}

/** Restarts the workflow of the SetupIntent; if that has ended, the one of the first invoice. */
export async function repairPlanForSubscription(
  ctx: MembershipContext,
  id: string
): Promise<RepairPlan<MembershipWorkflowParams> | null> {
  const subscription = await nullIfNotFound(ctx.stripe.subscription(id))
  const sale = subscription && parseSignup(subscription.metadata)
  if (!sale) return null
  const { metadata, startMs, status } = subscription
  const workflow = await saleWorkflow(ctx, subscription)
  const notLive = isLive(subscription) ? null : `The subscription is not live (${status}).`
  return {
    workflowId: workflow.id,
    params: workflow.params,
    alreadyDone: outcomeMessage(metadata) ?? notLive,
    plannedWrites: [...membershipWrites(sale, seattleDay(startMs)), `Stripe: the outcome on ${id}`],
    note: (more) => ctx.stripe.updateSubscriptionMetadata(id, more),
  }
}

function membershipWrites(sale: Signup, startDay: string): string[] {
  return [
    `OfficeRnD: member ${sale.customerName} (${sale.email}), if there is none`,
    `OfficeRnD: membership ${sale.planName} from ${startDay} at price 0, unless the member has one that no other subscription claims`,
    `MailerSend: welcome to ${sale.email}, notification to the team`,
  ]
}
