import { runId } from '../../core/ids.ts'
import { formatCents } from '../../core/money.ts'
import { houseDay } from '../../core/time.ts'
import type { RunOrder } from '../../core/workflow.ts'
import { type Repairable, settledBy, unlessMissing } from '../../operations/repair.ts'
import type { World } from '../../payments/context.ts'
import { type MembershipSale, membershipSaleOf } from '../signup.ts'
import { isLive } from '../subscription.ts'

export async function ofSetup(world: World, id: string): Promise<Repairable<RunOrder> | null> {
  const setup = await world.stripe.setup(id)
  const sale = setup && membershipSaleOf(setup.metadata)
  if (!sale) return null
  const undone = setup.status === 'succeeded' ? null : `The card is not set up (${setup.status}).`
  return {
    runId: runId(id),
    order: { kind: 'start-membership', setupId: id },
    settled: settledBy(setup.metadata) ?? undone,
    writes: [
      `Stripe: a subscription to ${sale.planName} for ${sale.email}, ${formatCents(sale.quotedCents)} due at once, unless she has one or the price has changed`,
      ...membershipWrites(sale, houseDay(world.now())),
      `Stripe: the outcome on ${id} and on the subscription`,
    ],
    note: (metadata) => world.stripe.noteSetup(id, metadata),
  }
}

/** The run of the set-up finishes it; when that has ended, the run of its first invoice does. */
export async function ofSubscription(
  world: World,
  id: string
): Promise<Repairable<RunOrder> | null> {
  const subscription = await unlessMissing(world.stripe.subscription(id))
  const sale = subscription && membershipSaleOf(subscription.metadata)
  if (!sale) return null
  const { metadata, invoice, startMs, status } = subscription
  const setupId = metadata.setup_id ?? ''
  const isOver = (await world.runs.state(runId(setupId))) === 'complete'
  const dead = isLive(subscription) ? null : `The subscription is not live (${status}).`
  return {
    runId: runId(isOver && invoice ? invoice.id : setupId),
    order:
      isOver && invoice
        ? { kind: 'finish-membership', invoiceId: invoice.id, subscriptionId: id }
        : { kind: 'start-membership', setupId },
    settled: settledBy(metadata) ?? dead,
    writes: [...membershipWrites(sale, houseDay(startMs)), `Stripe: the outcome on ${id}`],
    note: (more) => world.stripe.noteSubscription(id, more),
  }
}

export function membershipWrites(sale: MembershipSale, startDay: string): string[] {
  return [
    `OfficeRnD: member ${sale.customerName} (${sale.email}), if there is none`,
    `OfficeRnD: membership ${sale.planName} from ${startDay} at price 0, unless she has one that no other subscription claims`,
    `MailerSend: welcome to ${sale.email}, notification to the team`,
  ]
}
