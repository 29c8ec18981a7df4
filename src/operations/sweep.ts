/**
 * Runs every few minutes. Handles recent Stripe events again, in case a webhook was lost, starts or
 * restarts the workflows of unfinished sales, and alerts the team about sales that stay unfinished.
 */
import type Stripe from 'stripe'
import type { Email } from '../clients/mailersend.ts'
import type { StripeClient } from '../clients/stripe/client.ts'
import { log } from '../core/log.ts'
import { seattleDay } from '../core/time.ts'
import type { Workflows } from '../core/workflow.ts'
import {
  EVENTS_MS,
  hasSucceeded,
  isWholeDay,
  type Look,
  lookFor,
  type Seen,
  wholeLook,
} from './look.ts'
import { createParts, type PartsContext, type SweepParts } from './sweep-parts.ts'
import { alertTeam } from './team-alert.ts'

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
  /** Lists that are asked in every sweep and know themselves when they are due. */
  comparisons?: Readonly<Record<string, () => Promise<PendingSale<T>[]>>>
  /** More work of this Worker's sweep, by name. */
  more?: Readonly<Record<string, () => Promise<void>>>
}

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

const RESTARTS_MS = 3 * DAY_MS

/**
 * Not read again: each unpaid intent ends with one, any number of them, and the alarm of its attempt or hold
 * gives back what it had reserved.
 */
const CANCELED = 'payment_intent.canceled'

/** Once a night, as far back as Stripe keeps events. */
const NIGHTLY_EVENTS_MS = 30 * DAY_MS

export async function sweep<T>(
  ctx: SweepingContext<T>,
  target: SweepTarget<T>,
  { nightly }: { nightly: boolean }
): Promise<void> {
  const parts = createParts(ctx, target.worker)
  const nowMs = ctx.now()
  const events = await handleEvents(ctx, target, parts, nightly)
  const counts = await handleSales(ctx, target, parts, { events, nowMs, nightly })
  for (const [name, work] of Object.entries(target.more ?? {})) await parts.run(name, work)
  await parts.finish()
  log.swept({ events: events?.length ?? 0, ...counts })
}

/** Looks at the unfinished sales, and remembers those that stay unfinished. A list that fails is read again. */
async function handleSales<T>(
  ctx: SweepingContext<T>,
  target: SweepTarget<T>,
  parts: SweepParts,
  run: { events: Stripe.Event[] | undefined; nowMs: number; nightly: boolean }
): Promise<{ unserved: number; alerted: number }> {
  const { events, nowMs, nightly } = run
  const paidAt = new Map(events?.flatMap(paidAtEntry))
  const counts = { unserved: 0, alerted: 0 }
  const handle = async (items: PendingSale<T>[]) => {
    for (const item of items.filter(({ isEarly }) => !isEarly)) {
      counts.unserved++
      // A bank debit is created days before it is paid, so prefer the time of the event.
      const sinceMs = paidAt.get(item.workflowId) ?? item.sinceMs
      if (await handlePending(ctx, item, sinceMs)) counts.alerted++
    }
  }
  const before = await seenBefore(ctx)
  for (const [name, list] of Object.entries(target.pendingSales)) {
    const seen = before[name]
    const look = nightly ? wholeLook(nowMs) : lookFor(seen, events, nowMs)
    const pending = look ? await parts.run(name, () => list(look)) : []
    if (!pending) continue
    await handle(pending)
    const dayReadMs = look && isWholeDay(look, nowMs) ? nowMs : (seen?.dayReadMs ?? 0)
    const open = pending.map(({ objectId }) => objectId)
    const closed = look ? (seen?.open ?? []).filter((id) => !open.includes(id)) : []
    await keepSeen(ctx, name, { atMs: nowMs, dayReadMs, open }, closed)
  }
  for (const [name, list] of Object.entries(target.comparisons ?? {}))
    await handle((await parts.run(name, list)) ?? [])
  return counts
}

/** What the last sweep saw. Nothing if that cannot be read: then everything is. */
async function seenBefore<T>({ sweepRecord }: SweepingContext<T>): Promise<Record<string, Seen>> {
  try {
    return await sweepRecord.seen()
  } catch (error) {
    log.sweepItemFailed('what the last sweep saw', error)
    return {}
  }
}

/** What is not kept is read again by the next sweep. */
async function keepSeen<T>(
  { sweepRecord }: SweepingContext<T>,
  list: string,
  seen: Seen,
  closed: readonly string[]
): Promise<void> {
  try {
    await sweepRecord.saw(list, seen, closed)
  } catch (error) {
    log.sweepItemFailed(list, error)
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

/** Starts or restarts the sale's workflow. Returns whether the team was alerted. */
async function handlePending<T>(
  ctx: SweepingContext<T>,
  item: PendingSale<T>,
  sinceMs: number
): Promise<boolean> {
  let hasJustStarted = false
  let alerted = false
  await isolateErrors(item.workflowId, async () => {
    hasJustStarted = await startOrRestart(ctx, item, sinceMs)
  })
  // A try that has only just begun is given the time until the next sweep.
  if (hasJustStarted) return false
  await isolateErrors(item.workflowId, async () => {
    alerted = await alert(ctx, item, sinceMs)
  })
  return alerted
}

/** Logs an error, so that one failing item does not stop the others. */
async function isolateErrors(id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    log.sweepItemFailed(id, error)
  }
}

function paidAtEntry(event: Stripe.Event): [string, number][] {
  return hasSucceeded(event) ? [[event.data.object.id, event.created * 1000]] : []
}

/**
 * Wraps `workflows` so that `start` restarts an errored workflow of a later event, such as a refund (its
 * id contains a dash), while the sweep still reads that event. A sale's own workflow is restarted at
 * most hourly, see `startOrRestart`.
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

/** Starts a missing workflow. Restarts an errored one at most hourly, and one that runs for too long. Returns whether it did. */
async function startOrRestart<T>(
  ctx: SweepingContext<T>,
  item: PendingSale<T>,
  sinceMs: number
): Promise<boolean> {
  if (item.params === null) return false
  const status = await ctx.workflows.state(item.workflowId)
  if (status === 'none') {
    if (await ctx.workflows.start(item.workflowId, item.params))
      log.workflowStarted(item.workflowId, 'sweep')
    return true
  }
  const now = ctx.now()
  const restartedAtMs = Date.parse(item.metadata.restarted_at ?? '') || 0
  const runningMs = now - Math.max(sinceMs, restartedAtMs)
  const isDue =
    status === 'errored'
      ? now - restartedAtMs >= HOUR_MS && now - sinceMs < RESTARTS_MS
      : status === 'running' && runningMs >= ctx.config.staleAfterMs
  if (!isDue) return false
  // Write the time first: without it the workflow could be restarted without limit.
  await item.note({ restarted_at: new Date(now).toISOString() })
  await ctx.workflows.restart(item.workflowId)
  log.workflowStarted(item.workflowId, 'sweep, again')
  return true
}

/**
 * Alerts the team, at most once a day per sale and channel. When no channel takes the alert, the log line
 * is written in each sweep. The sale is read again before, so that the alert is true when it leaves.
 * `alerted_at` is written before it leaves: a workflow that ends from then on sends the "Resolved" that
 * belongs to it.
 */
async function alert<T>(
  ctx: SweepingContext<T>,
  item: PendingSale<T>,
  sinceMs: number
): Promise<boolean> {
  const now = ctx.now()
  const waitedMs = now - sinceMs
  const toldAt = {
    email: Date.parse(item.metadata.alert_sent_at ?? '') || 0,
    webhook: Date.parse(item.metadata.alert_posted_at ?? '') || 0,
  }
  if (waitedMs < ctx.config.alertAfterMs || now - toldAt.email < DAY_MS) return false
  const day = seattleDay(now)
  const email = item.alert(waitedMs, day)
  if (!email || !(await item.isUnserved())) return false
  if (item.isServed) log.emailsUnsent(item.workflowId, waitedMs)
  else log.paidUnserved(item.workflowId, item.amountCents, waitedMs)
  const at = new Date(now).toISOString()
  if (!item.isServed && !item.metadata.alerted_at) await item.note({ alerted_at: at })
  const channel = await alertTeam(ctx, email, toldAt)
  if (!channel) return false
  const metadata = await item.note({
    [channel === 'email' ? 'alert_sent_at' : 'alert_posted_at']: at,
  })
  // The workflow ended while the alert was being sent, and its own "Resolved" may have arrived before it.
  const resolved = metadata.outcome ? item.resolved(metadata) : null
  if (resolved) await ctx.mail.send({ ...resolved, tag: `${resolved.tag}-${day}` })
  return true
}

export interface PendingSale<T> {
  /** Id at Stripe of the payment, set-up or subscription, by which the next sweep reads it again. */
  objectId: string
  /** Id of the sale's workflow. */
  workflowId: string
  /** `null` if no workflow can serve it: then only the alert is sent. */
  params: T | null
  /** When the customer paid. */
  sinceMs: number
  amountCents: number
  metadata: Record<string, string>
  /** The sale is complete, and only its e-mails are not sent yet. */
  isServed?: true
  /** Nothing is due yet: it is looked at again in the next sweep. */
  isEarly?: true
  /** Adds to the metadata of the sale's object. Returns the metadata as it then is. */
  note(metadata: Record<string, string>): Promise<Record<string, string>>
  /** The e-mail to the team; `null` if there is nothing for a person to do. */
  alert(waitedMs: number, day: string): Email | null
  /** Reads the sale again: whether what the alert says is still true. */
  isUnserved(): Promise<boolean>
  /** The e-mail that takes the alert back; `null` if a person is still needed. */
  resolved(metadata: Record<string, string>): Email | null
}
