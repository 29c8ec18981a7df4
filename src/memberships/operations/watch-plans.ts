/** Finds, in each sweep, persons whose subscriptions and memberships do not belong together. */
import type { Officernd } from '../../clients/officernd/client.ts'
import type { Membership } from '../../clients/officernd/memberships.ts'
import type { Subscriber } from '../../clients/stripe/subscribers.ts'
import type { PendingSale } from '../../operations/pending-sale.ts'
import { ownClock } from '../../payments/emails/unsent.ts'
import type { MembershipContext, MembershipWorkflowParams } from '../context.ts'
import { goesOnAlert, liveTwiceAlert } from '../emails/plan-holders.ts'
import { isLive, saleWorkflow } from '../subscription.ts'
import { goesOn } from './open-memberships.ts'
import { wasToldOfEvent } from './overdue-event.ts'
import { liveTwice, type PlanHolder, planHolders } from './plan-holders.ts'
import { subscribers } from './subscribers.ts'

type Item = PendingSale<MembershipWorkflowParams>

/** Each person with more than one live subscription to one plan. */
export async function liveTwiceItems(
  ctx: MembershipContext,
  all: readonly Subscriber[]
): Promise<Item[]> {
  const items = await Promise.all(
    planHolders(ctx.config, all).map((holder) => liveTwiceItem(ctx, holder))
  )
  return items.flat()
}

async function liveTwiceItem(ctx: MembershipContext, holder: PlanHolder): Promise<Item[]> {
  const live = liveTwice(holder)
  const newest = live.at(-1)
  if (!newest) return []
  // Its own workflow may just be ending one of them.
  const states = live
    .filter(({ metadata }) => metadata.attempt_id && !metadata.outcome)
    .map(async (one) => ctx.workflows.state((await saleWorkflow(ctx, one)).id))
  const isEnding = (await Promise.all(states)).includes('running')
  return [
    {
      ...itemOf(ctx, newest, 'live_twice'),
      ...(isEnding && { isEarly: true }),
      sinceMs: newest.startMs,
      alert: (_, day) => liveTwiceAlert(ctx.config, holder, live, day),
      async isUnserved() {
        const current = await Promise.all(live.map(({ id }) => ctx.stripe.subscription(id)))
        return current.every(isLive)
      },
    },
  ]
}

/** Each membership that goes on after its subscription. */
export async function goesOnItems(
  ctx: MembershipContext & { officernd: Pick<Officernd, 'eachMember' | 'eachMembership'> }
): Promise<Item[]> {
  const all = await subscribers(ctx, 'any')
  const hasEnded = all.some(({ status }) => status === 'canceled')
  const holders = hasEnded ? planHolders(ctx.config, all) : []
  const records = holders.length === 0 ? null : await readMemberships(ctx.officernd)
  return holders.flatMap((holder): Item[] => {
    const found = records && goesOn(ctx.config, holder, records)
    if (!found) return []
    const { subscription } = found
    // The workflow of its end is overdue, and the team was told of that.
    if (wasToldOfEvent(subscription.metadata, ctx.now())) return []
    return [
      {
        ...itemOf(ctx, subscription, 'goes_on'),
        sinceMs: subscription.endedMs ?? subscription.startMs,
        alert: (_, day) => goesOnAlert(ctx.config, holder, found, day),
        isUnserved: async () => true,
      },
    ]
  })
}

/** OfficeRnD's members and memberships. @throws Error when there are more than can be read. */
async function readMemberships(officernd: Pick<Officernd, 'eachMember' | 'eachMembership'>) {
  const emails = new Map<string, string>()
  const memberships: Membership[] = []
  const whole = [
    await officernd.eachMember(({ id, email }) => emails.set(id, email)),
    await officernd.eachMembership((one) => memberships.push(one)),
  ]
  if (whole.includes(false)) throw new Error('more members or memberships than can be read')
  return { emailOf: (id: string) => emails.get(id) ?? '', memberships: () => memberships }
}

/** `clock`: the beginning of the names of its notes in the subscription's metadata. */
function itemOf(ctx: MembershipContext, { id, metadata, invoice }: Subscriber, clock: string) {
  return {
    objectId: id,
    workflowId: `${id}-${clock}`,
    params: null,
    amountCents: invoice?.totalCents ?? 0,
    ...ownClock(clock, metadata, (more) => ctx.stripe.updateSubscriptionMetadata(id, more)),
    resolved: () => null,
  }
}
