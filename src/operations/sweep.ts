/**
 * Runs every few minutes. Handles recent Stripe events again, in case a webhook was lost, starts or
 * restarts the workflows of unfinished sales, and alerts the team about sales that stay unfinished.
 */
import type Stripe from 'stripe'
import type { StripeClient } from '../clients/stripe/client.ts'
import { log } from '../core/log.ts'
import type { Workflows } from '../core/workflow.ts'
import {
  EVENTS_MS,
  hasSucceeded,
  isWholeDay,
  type Look,
  lookFor,
  wholeLook,
  withDay,
} from './look.ts'
import { handlePending, isolateErrors, type PendingSale } from './pending-sale.ts'
import { dueLooks, idleLooks, turnOf } from './round.ts'
import { createParts, type PartsContext, type SweepParts } from './sweep-parts.ts'

/** Dependencies of a sweep. `T` is the type of the workflows' parameters. */
interface SweepingContext<T> extends PartsContext {
  stripe: Pick<StripeClient, 'eventsSince'>
  workflows: Workflows<T>
}

/** What one Worker's sweep has to handle. Each list is a part that may fail without stopping the others. */
export interface SweepTarget<T> {
  worker: 'checkout' | 'bookings'
  /** The Stripe event types that it handles. */
  types: readonly string[]
  /** The same handler that the webhook uses. */
  handleEvent(event: Stripe.Event): Promise<void>
  /** Ids of payments and SetupIntents since an instant that have an outcome, which a workflow writes last. */
  completedIds(sinceMs: number): Promise<string[]>
  /** Lists of sales to look at, by the name that the team reads when one of them fails. */
  pendingSales: Readonly<Record<string, (look: Look) => Promise<PendingSale<T>[]>>>
  /** What is looked for once an hour, whatever the events say. `lastMs`: when that was last done. */
  hourly?: Readonly<Record<string, (lastMs: number | null) => Promise<PendingSale<T>[]>>>
  /** More work of this Worker's sweep, by name. */
  more?: Readonly<Record<string, () => Promise<void>>>
}

/**
 * Not read again: each unpaid intent ends with one, any number of them, and the alarm of its attempt or hold
 * gives back what it had reserved.
 */
const CANCELED = 'payment_intent.canceled'

/** Once a night, as far back as Stripe keeps events. */
const NIGHTLY_EVENTS_MS = 30 * 24 * 3600_000

export async function sweep<T>(
  ctx: SweepingContext<T>,
  target: SweepTarget<T>,
  { nightly }: { nightly: boolean }
): Promise<void> {
  const parts = createParts(ctx, target.worker)
  const before = await knownBefore(ctx, target)
  const turn = nightly ? null : turnOf(before.last, before.doneMs, before.nowMs)
  const events = turn === null ? await handleEvents(ctx, target, parts, nightly) : []
  const counts = await handleSales(ctx, target, parts, { ...before, events, turn, nightly })
  for (const [name, work] of Object.entries(target.more ?? {})) await parts.run(name, work)
  await parts.finish()
  log.swept({ events: events?.length ?? 0, ...counts, ...(turn !== null && { instead: turn }) })
}

/** What one sweep knows when it looks at the sales. */
interface Known extends Awaited<ReturnType<typeof knownBefore>> {
  /** `undefined` if they cannot be listed. */
  events: Stripe.Event[] | undefined
  /** The hourly look that takes the place of the events. */
  turn: string | null
  nightly: boolean
}

/** Looks at the unfinished sales, and remembers those that stay unfinished. A list that fails is read again. */
async function handleSales<T>(
  ctx: SweepingContext<T>,
  target: SweepTarget<T>,
  parts: SweepParts,
  known: Known
): Promise<{ unserved: number; alerted: number }> {
  const { seen, nowMs, turn } = known
  const paidAt = new Map(known.events?.flatMap(paidAtEntry))
  const counts = { unserved: 0, alerted: 0 }
  const handle = async (items: PendingSale<T>[]) => {
    for (const item of items.filter(({ isEarly }) => !isEarly)) {
      counts.unserved++
      // A bank debit is created days before it is paid, so prefer the time of the event.
      const sinceMs = paidAt.get(item.workflowId) ?? item.sinceMs
      if (await handlePending(ctx, item, sinceMs)) counts.alerted++
    }
  }
  const { looks, hourly, ...round } = looksOf(target, known)
  let { isIdle } = round
  for (const [name, list] of Object.entries(target.pendingSales)) {
    const look = looks[name] ?? null
    if (turn !== null && !look) continue
    const pending = look ? await parts.run(name, () => list(look)) : []
    if (!pending) continue
    isIdle &&= pending.length === 0
    await handle(pending)
    const dayReadMs = look && isWholeDay(look, nowMs) ? nowMs : (seen[name]?.dayReadMs ?? 0)
    const open = pending.map(({ objectId }) => objectId)
    const closed = look ? (seen[name]?.open ?? []).filter((id) => !open.includes(id)) : []
    // What happened since the events were last read is still to be looked at.
    const atMs = turn === null ? nowMs : (seen[name]?.atMs ?? 0)
    await orLogged(name, () => ctx.sweepRecord.saw(name, { atMs, dayReadMs, open }, closed))
  }
  for (const name of hourly) {
    const work = async () => {
      const items = await target.hourly?.[name]?.(known.doneMs[name] || null)
      await ctx.sweepRecord.done(name)
      return items
    }
    await handle((await parts.run(name, work)) ?? [])
  }
  await orLogged('the last sweep', () => ctx.sweepRecord.keepRound({ atMs: nowMs, isIdle, turn }))
  return counts
}

/** What to read of each list, and which hourly work to do. Idle: nothing is open, and nothing has happened. */
function looksOf<T>(target: SweepTarget<T>, known: Known) {
  const { seen, events, last, doneMs, nowMs, turn, nightly } = known
  const lists = Object.keys(target.pendingSales)
  const changedOf = (name: string): Look | null => {
    if (nightly) return wholeLook(nowMs)
    return turn === null ? lookFor(seen[name], events, nowMs) : null
  }
  const changed = lists.map((name) => [name, changedOf(name)] as const)
  const isIdle = turn === null && changed.every(([, look]) => look === null)
  const due = isIdle ? idleLooks(last, doneMs, nowMs) : dueLooks(doneMs, nowMs)
  const hourly = turn === null ? due : [turn]
  const looks = Object.fromEntries(
    changed.map(([name, look]) => [name, hourly.includes(name) ? withDay(look, nowMs) : look])
  )
  return { isIdle, looks, hourly: hourly.filter((name) => !lists.includes(name)) }
}

/** What the last sweep saw, and when the hourly looks were done. Nothing if that cannot be read: then everything is. */
async function knownBefore<T>({ sweepRecord, now }: SweepingContext<T>, target: SweepTarget<T>) {
  const nowMs = now()
  const names = Object.keys(target.hourly ?? {})
  const read = async () => ({
    seen: await sweepRecord.seen(),
    last: await sweepRecord.lastRound(),
    done: await Promise.all(names.map((name) => sweepRecord.doneAtMs(name))),
  })
  const nothing = { seen: {}, last: null, done: [] } as Awaited<ReturnType<typeof read>>
  const { seen, last, done } = (await orLogged('what the last sweep saw', read)) ?? nothing
  const lists = Object.keys(target.pendingSales)
  const doneMs = Object.fromEntries([
    ...lists.map((name) => [name, seen[name]?.dayReadMs ?? 0] as const),
    ...names.map((name, nth) => [name, done[nth] ?? 0] as const),
  ])
  return { nowMs, seen, last, doneMs }
}

/** Logs what cannot be read or kept: the next sweep reads more. */
async function orLogged<R>(what: string, work: () => Promise<R>): Promise<R | undefined> {
  try {
    return await work()
  } catch (error) {
    log.sweepItemFailed(what, error)
    return undefined
  }
}

/** Hands recent events to the webhook's own handler. `undefined` if they cannot be listed. */
async function handleEvents<T>(
  ctx: SweepingContext<T>,
  target: SweepTarget<T>,
  parts: SweepParts,
  nightly: boolean
): Promise<Stripe.Event[] | undefined> {
  const now = ctx.now()
  const monthAgoMs = now - NIGHTLY_EVENTS_MS
  // Skip finished payments of the month: their workflows may be forgotten and would start again.
  const completedIds = nightly
    ? await parts.run(
        'the month’s outcomes',
        async () => new Set(await target.completedIds(monthAgoMs))
      )
    : undefined
  const events = await parts.run('Stripe’s events', () =>
    ctx.stripe.eventsSince(
      completedIds ? monthAgoMs : now - EVENTS_MS,
      target.types.filter((type) => type !== CANCELED),
      (event) => !(hasSucceeded(event) && completedIds?.has(event.data.object.id))
    )
  )
  for (const event of events?.reverse() ?? [])
    await isolateErrors(event.id, () => target.handleEvent(event))
  return events
}

function paidAtEntry(event: Stripe.Event): [string, number][] {
  return hasSucceeded(event) ? [[event.data.object.id, event.created * 1000]] : []
}

/**
 * Wraps `workflows` so that `start` restarts an errored workflow of a later event, such as a refund (its
 * id contains a dash), while the sweep still reads that event. A sale's own workflow is restarted at
 * most hourly, see `pending-sale`.
 */
export function restartingErrored<T>(workflows: Workflows<T>): Workflows<T> {
  return {
    ...workflows,
    async start(id, params) {
      const isNew = await workflows.start(id, params)
      if (id.includes('-') && (await workflows.state(id)) === 'errored') await workflows.restart(id)
      return isNew
    },
  }
}
