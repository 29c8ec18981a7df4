/** Finds the set-up cards that the sweep must look at, without reading those that nobody completed. */
import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { MembershipContext } from '../context.ts'

/** More are read as a list, a hundred at a time. */
const MOST_READ_SINGLY = 50

type Reading = Pick<MembershipContext, 'stripe'>

/**
 * The set-ups that succeeded since an instant: the ids of those whose subscription has its outcome, and the
 * others. Stripe's list of set-ups cannot be asked for a status, so it shows any number of unused ones; the
 * list of events can be asked for the successes.
 */
async function succeededSetups({ stripe }: Reading, fromMs: number) {
  const finishedIds: string[] = []
  const [succeeded] = await Promise.all([
    // If events cannot be read, which is a part of the sweep that alerts by itself, the list is.
    stripe.succeededSetupIds(fromMs).catch(() => null),
    stripe.eachSubscription({ fromMs }, ({ status, metadata }) => {
      if (status === 'active' && metadata.outcome) finishedIds.push(metadata.setup_id ?? '')
    }),
  ])
  const ids = succeeded?.filter((id) => !finishedIds.includes(id))
  if (!ids || ids.length > MOST_READ_SINGLY) {
    const listed = await stripe.setupsSince(fromMs)
    return { finishedIds, others: listed.filter(({ status }) => status === 'succeeded') }
  }
  const read = await Promise.all(ids.map(stripe.getSetupIntent))
  return { finishedIds, others: read.filter((setup) => setup !== null) }
}

/** Set-ups that succeeded since an instant, without those whose subscription has its outcome. */
export async function unfinishedSetups(ctx: Reading, fromMs: number): Promise<SetupIntent[]> {
  return (await succeededSetups(ctx, fromMs)).others
}

/** Ids of the set-ups since an instant that have an outcome, or whose subscription has one. */
export async function completedSetupIds(ctx: Reading, fromMs: number): Promise<string[]> {
  const { finishedIds, others } = await succeededSetups(ctx, fromMs)
  return [...finishedIds, ...others.filter(({ metadata }) => metadata.outcome).map(({ id }) => id)]
}
