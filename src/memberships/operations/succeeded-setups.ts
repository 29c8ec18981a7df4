/** Finds the set-up cards that the sweep must look at, without reading those that nobody completed. */
import type { SetupIntent } from '../../clients/stripe/setup-intents.ts'
import type { Subscriber } from '../../clients/stripe/subscribers.ts'
import type { Look } from '../../operations/look.ts'
import type { MembershipContext } from '../context.ts'
import { subscribers } from './subscribers.ts'

/** More are read as a list, a hundred at a time. */
const MOST_READ_SINGLY = 50

type Reading = Pick<MembershipContext, 'stripe'>

/**
 * The set-ups of a look that succeeded: the ids of those whose subscription has its outcome, and the
 * others. Stripe's list of set-ups cannot be asked for a status, so it shows any number of unused ones; the
 * list of events can be asked for the successes.
 */
async function succeededSetups(
  { stripe }: Reading,
  { fromMs, ids: named }: Pick<Look, 'fromMs' | 'ids'>,
  subscribers: () => Promise<readonly Subscriber[]>
) {
  // If events cannot be read, which is a part of the sweep that alerts by itself, the list is.
  const succeeded = fromMs === null ? [] : await stripe.succeededSetupIds(fromMs).catch(() => null)
  const isNone = succeeded?.length === 0 && named.length === 0
  const all = isNone ? [] : await subscribers()
  const finished = all.filter(({ status, metadata }) => status === 'active' && metadata.outcome)
  const finishedIds = new Set(finished.map(({ metadata }) => metadata.setup_id ?? ''))
  const unfinished = (ids: readonly string[]) => ids.filter((id) => !finishedIds.has(id))
  const wanted = new Set(unfinished(named.filter((id) => id.startsWith('seti_'))))
  let listed: SetupIntent[] = []
  if (succeeded && unfinished(succeeded).length <= MOST_READ_SINGLY)
    for (const id of unfinished(succeeded)) wanted.add(id)
  else if (fromMs !== null)
    listed = (await stripe.setupsSince(fromMs)).filter(({ status }) => status === 'succeeded')
  for (const { id } of listed) wanted.delete(id)
  const read = await Promise.all([...wanted].map(stripe.getSetupIntent))
  const others = [...listed, ...read.filter((setup) => setup?.status === 'succeeded')]
  return { finishedIds, others: others.filter((setup) => setup !== null) }
}

/** Set-ups of a look that succeeded, without those whose subscription has its outcome. */
export async function unfinishedSetups(
  ctx: Reading,
  look: Look,
  subscribers: () => Promise<readonly Subscriber[]>
): Promise<SetupIntent[]> {
  const { others } = await succeededSetups(ctx, look, subscribers)
  return others.filter(({ createdMs }) => createdMs >= look.oldestMs)
}

/** Ids of the set-ups since an instant that have an outcome, or whose subscription has one. */
export async function completedSetupIds(ctx: Reading, fromMs: number): Promise<string[]> {
  const read = () => subscribers(ctx, 'not-cancelled')
  const { finishedIds, others } = await succeededSetups(ctx, { fromMs, ids: [] }, read)
  return [...finishedIds, ...others.filter(({ metadata }) => metadata.outcome).map(({ id }) => id)]
}
