/** Who is being billed, or has set up a card, and has no membership yet: what the sweep looks after. */
import type { Subscription } from '../../clients/stripe/subscriptions.ts'
import { lateLettersRunId, runId } from '../../core/ids.ts'
import type { RunOrder } from '../../core/workflow.ts'
import type { Unserved } from '../../operations/sweep.ts'
import type { World } from '../../payments/context.ts'
import { UNSENT } from '../../payments/emails/unsent.ts'
import { joiningStuckAlert, unservedMembershipAlert } from '../emails/team.ts'
import { membershipSaleOf } from '../signup.ts'

/** Subscriptions that bill without a membership, and cards set up without a subscription. */
export async function unservedMemberships(
  world: World,
  sinceMs: number
): Promise<Unserved<RunOrder>[]> {
  const [setups, subscriptions] = await Promise.all([
    world.stripe.setupsSince(sinceMs),
    world.stripe.subscriptionsSince(sinceMs),
  ])
  const billed = new Set(subscriptions.map(({ metadata }) => metadata.setup_id))
  const stuck = setups.flatMap((setup): Unserved<RunOrder>[] => {
    const sale = membershipSaleOf(setup.metadata)
    if (!sale || setup.status !== 'succeeded' || setup.metadata.outcome) return []
    return [
      {
        runId: runId(setup.id),
        order: { kind: 'start-membership', setupId: setup.id },
        sinceMs: setup.createdMs,
        amountCents: sale.quotedCents,
        metadata: setup.metadata,
        note: (metadata) => world.stripe.noteSetup(setup.id, metadata),
        // With a subscription, its own alert says more.
        alert: (waitedMs, day) =>
          billed.has(setup.id) ? null : joiningStuckAlert(sale, setup, world.house, waitedMs, day),
      },
    ]
  })
  const unfinished = await Promise.all(subscriptions.map((one) => unfinishedOf(world, one)))
  return [...stuck, ...unfinished.flat()]
}

async function unfinishedOf(
  world: World,
  subscription: Subscription
): Promise<Unserved<RunOrder>[]> {
  const { id, metadata, startMs, invoice } = subscription
  const sale = membershipSaleOf(metadata)
  if (!sale || !invoice) return []
  if (metadata.outcome) return unwrittenMembership(world, subscription)
  const setupId = metadata.setup_id ?? ''
  const finished = (await world.runs.state(runId(setupId))) === 'complete'
  const about = { sale, subscription, paymentMethod: '', house: world.house }
  return [
    {
      runId: runId(finished ? invoice.id : setupId),
      order: finished
        ? { kind: 'finish-membership', invoiceId: invoice.id, subscriptionId: id }
        : { kind: 'start-membership', setupId },
      sinceMs: startMs,
      amountCents: invoice.totalCents,
      metadata,
      note: (more) => world.stripe.noteSubscription(id, more),
      alert: (waitedMs, day) => unservedMembershipAlert(about, waitedMs, day),
    },
  ]
}

function unwrittenMembership(world: World, subscription: Subscription): Unserved<RunOrder>[] {
  const { id, metadata, startMs, invoice } = subscription
  if (metadata.letter !== UNSENT.letter) return []
  return [
    {
      runId: lateLettersRunId(id),
      order: { kind: 'late-membership-letters', subscriptionId: id },
      sinceMs: startMs,
      amountCents: invoice?.totalCents ?? 0,
      metadata,
      note: (more) => world.stripe.noteSubscription(id, more),
      alert: () => null,
    },
  ]
}
