/** Who has paid, or is being billed, and has not been served yet: what the sweep looks after. */
import type { Letter } from '../clients/mailersend.ts'
import { isRefunded } from '../clients/stripe/shapes.ts'
import { runId } from '../rules/keys.ts'
import { unservedAlert } from './letters.ts'
import { joiningStuckAlert, unservedMembershipAlert } from './membership-alerts.ts'
import { membershipSaleOf } from './membership-sale.ts'
import type { RunOrder } from './runs.ts'
import { saleOf } from './sale.ts'
import type { World } from './world.ts'

export interface Unserved<T> {
  /** The run that should serve it. */
  runId: string
  order: T
  /** Since when it waits. */
  sinceMs: number
  amountCents: number
  metadata: Record<string, string>
  note(metadata: Record<string, string>): Promise<unknown>
  /** `null` when nothing is owed any more. */
  alert(waitedMs: number, day: string): Letter | null
}

export async function unservedPasses(world: World, sinceMs: number): Promise<Unserved<RunOrder>[]> {
  const payments = await world.stripe.paymentsSince(sinceMs)
  return payments.flatMap((payment) => {
    const sale = saleOf(payment)
    if (!sale || payment.status !== 'succeeded' || payment.metadata.outcome) return []
    // Refunded in full by hand: she has her money, and the run only has to say so.
    const refunded = isRefunded(payment)
    const about = { payment, sale, house: world.house }
    return {
      runId: runId(payment.id),
      order: { kind: 'grant-pass' as const, paymentId: payment.id },
      sinceMs: payment.charge?.createdMs ?? payment.createdMs,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      note: (metadata) => world.stripe.note(payment.id, metadata),
      alert: (waitedMs, day) => (refunded ? null : unservedAlert(about, waitedMs, day)),
    }
  })
}

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
  const unfinished = await Promise.all(
    subscriptions.map(async (subscription): Promise<Unserved<RunOrder>[]> => {
      const { id, metadata, startMs, invoice } = subscription
      const sale = membershipSaleOf(metadata)
      if (!sale || metadata.outcome || !invoice) return []
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
    })
  )
  return [...stuck, ...unfinished.flat()]
}
