/** What a repair would do for a subscription, or for a card that was set up. */
import { workflowId } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { seattleDay } from '../../core/time.ts'
import { nullIfNotFound, outcomeMessage, type RepairPlan } from '../../operations/repair.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { parseSignup, type Signup } from '../signup.ts'
import { isLive } from '../subscription.ts'

export async function repairPlanForSetup(
  ctx: MembershipContext,
  id: string
): Promise<RepairPlan<MembershipWorkflowParams> | null> {
  const setup = await ctx.stripe.getSetupIntent(id)
  const sale = setup && parseSignup(setup.metadata)
  if (!sale) return null
  const undone = setup.status === 'succeeded' ? null : `The card is not set up (${setup.status}).`
  return {
    workflowId: workflowId(id),
    params: { kind: 'start-membership', setupId: id },
    alreadyDone: outcomeMessage(setup.metadata) ?? undone,
    plannedWrites: [
      `Stripe: a subscription to ${sale.planName} for ${sale.email}, ${formatCents(sale.quotedCents)} due at once, unless she has one or the price has changed`,
      ...membershipWrites(sale, seattleDay(ctx.now())),
      `Stripe: the outcome on ${id} and on the subscription`,
    ],
    note: (metadata) => ctx.stripe.updateSetupMetadata(id, metadata),
  }
}

/** The run of the set-up finishes it; when that has ended, the run of its first invoice does. */
export async function repairPlanForSubscription(
  ctx: MembershipContext,
  id: string
): Promise<RepairPlan<MembershipWorkflowParams> | null> {
  const subscription = await nullIfNotFound(ctx.stripe.subscription(id))
  const sale = subscription && parseSignup(subscription.metadata)
  if (!sale) return null
  const { metadata, invoice, startMs, status } = subscription
  const setupId = metadata.setup_id ?? ''
  const isOver = (await ctx.workflows.state(workflowId(setupId))) === 'complete'
  const dead = isLive(subscription) ? null : `The subscription is not live (${status}).`
  return {
    workflowId: workflowId(isOver && invoice ? invoice.id : setupId),
    params:
      isOver && invoice
        ? { kind: 'finish-membership', invoiceId: invoice.id, subscriptionId: id }
        : { kind: 'start-membership', setupId },
    alreadyDone: outcomeMessage(metadata) ?? dead,
    plannedWrites: [...membershipWrites(sale, seattleDay(startMs)), `Stripe: the outcome on ${id}`],
    note: (more) => ctx.stripe.updateSubscriptionMetadata(id, more),
  }
}

export function membershipWrites(sale: Signup, startDay: string): string[] {
  return [
    `OfficeRnD: member ${sale.customerName} (${sale.email}), if there is none`,
    `OfficeRnD: membership ${sale.planName} from ${startDay} at price 0, unless she has one that no other subscription claims`,
    `MailerSend: welcome to ${sale.email}, notification to the team`,
  ]
}
