/**
 * Every few minutes: what Stripe says has happened is held against what was done about it. It makes
 * a lost webhook, a stuck run and a killed process harmless, and tells the team of what stays unserved.
 */
import type Stripe from 'stripe'
import type { Email, Mailersend } from '../clients/mailersend.ts'
import type { StripeClient } from '../clients/stripe/client.ts'
import { log } from '../core/log.ts'
import type { Span } from '../core/month.ts'
import type { Workflows } from '../core/workflow.ts'
import type { CommonConfig } from '../payments/context.ts'

/** What a sweep needs of a Worker's world; `T` is the kind of its runs. */
interface SweepContext<T> {
  stripe: Pick<StripeClient, 'eventsSince'>
  mail: Mailersend
  workflows: Workflows<T>
  config: CommonConfig
  now(): number
}

/** What a Worker looks after. */
export interface SweepTarget<T> {
  /** The events of Stripe's that mean something to it. */
  types: readonly string[]
  /** The webhook's own handler. */
  handleEvent(event: Stripe.Event): Promise<void>
  /** The ids of those begun in a span that need no run any more. */
  completedIds(span: Span): Promise<ReadonlySet<string>>
  pendingSales(sinceMs: number): Promise<PendingSale<T>[]>
}

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

/** Stripe's own retries reach further; this catches what they have not delivered yet. */
const EVENTS_MS = 2 * HOUR_MS

/** A bank debit takes up to four business days, and a broken run is tried for three days more. */
const OBJECTS_MS = 14 * DAY_MS
const RESTARTS_MS = 3 * DAY_MS

/** Once a night as far back as Stripe keeps events. */
const NIGHTLY_EVENTS_MS = 30 * DAY_MS

export async function sweep<T>(
  ctx: SweepContext<T>,
  watch: SweepTarget<T>,
  { nightly }: { nightly: boolean }
): Promise<void> {
  const now = ctx.now()
  const fromMs = now - (nightly ? NIGHTLY_EVENTS_MS : EVENTS_MS)
  // A month is mostly done: each of its runs would be asked for every night, or even started anew.
  const settled = nightly ? await watch.completedIds({ fromMs, toMs: now }) : new Set()
  const happened = await ctx.stripe.eventsSince(
    fromMs,
    watch.types,
    (event) => !(hasSucceeded(event) && settled.has(event.data.object.id))
  )
  for (const event of happened.reverse()) {
    await isolateErrors(event.id, () => watch.handleEvent(event))
  }
  const unserved = await watch.pendingSales(now - OBJECTS_MS)
  const paidAt = new Map(happened.flatMap(paidAtEntry))
  let alerted = 0
  for (const item of unserved) {
    // A bank debit was begun days before it was paid: its event knows better.
    const sinceMs = paidAt.get(item.workflowId) ?? item.sinceMs
    await isolateErrors(item.workflowId, () => startOrRestart(ctx, item, sinceMs))
    await isolateErrors(item.workflowId, async () => {
      if (await alert(ctx, item, sinceMs)) alerted++
    })
  }
  log.swept({ events: happened.length, unserved: unserved.length, alerted })
}

/** One bad item must not keep the others from being looked at. */
async function isolateErrors(id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    log.sweepItemFailed(id, error)
  }
}

type Success = Extract<
  Stripe.Event,
  { type: 'payment_intent.succeeded' | 'setup_intent.succeeded' }
>

function hasSucceeded(event: Stripe.Event): event is Success {
  return event.type === 'payment_intent.succeeded' || event.type === 'setup_intent.succeeded'
}

function paidAtEntry(event: Stripe.Event): [string, number][] {
  return hasSucceeded(event) ? [[event.data.object.id, event.created * 1000]] : []
}

interface WithMetadata {
  id: string
  metadata: Record<string, string>
}

/** A run writes the outcome last. */
export async function completedIds(
  lists: readonly ((span: Span, visit: (one: WithMetadata) => void) => Promise<boolean>)[],
  span: Span
): Promise<ReadonlySet<string>> {
  const settled = new Set<string>()
  for (const each of lists) {
    await each(span, ({ id, metadata }) => {
      if (metadata.outcome) settled.add(id)
    })
  }
  return settled
}

/**
 * News of an object is a run with a dash in its name, and nobody waits for it: when it has errored it
 * is started anew for as long as its event is swept. A payment's own run has its hours, see `nudge`.
 */
export function restartingErrored<T>(workflows: Workflows<T>): Workflows<T> {
  return {
    ...workflows,
    async start(id, order) {
      await workflows.start(id, order)
      if (id.includes('-') && (await workflows.state(id)) === 'errored') await workflows.restart(id)
    },
  }
}

/** No run → start it; errored or silent too long → from its first step again, at most hourly. */
async function startOrRestart<T>(
  ctx: SweepContext<T>,
  item: PendingSale<T>,
  sinceMs: number
): Promise<void> {
  const state = await ctx.workflows.state(item.workflowId)
  if (state === 'none') return ctx.workflows.start(item.workflowId, item.params)
  const now = ctx.now()
  const restartedAtMs = Date.parse(item.metadata.restarted_at ?? '') || 0
  const silentMs = now - Math.max(sinceMs, restartedAtMs)
  const due =
    state === 'errored'
      ? now - restartedAtMs >= HOUR_MS && now - sinceMs < RESTARTS_MS
      : state === 'running' && silentMs >= ctx.config.staleAfterMs
  if (!due) return
  // Written first: a restart that cannot be counted could go on for ever.
  await item.note({ restarted_at: new Date(now).toISOString() })
  await ctx.workflows.restart(item.workflowId)
  log.workflowStarted(item.workflowId, 'sweep, again')
}

/** One letter an item a day. While MailerSend is down the log line stands, and the letter follows. */
async function alert<T>(
  ctx: SweepContext<T>,
  item: PendingSale<T>,
  sinceMs: number
): Promise<boolean> {
  const now = ctx.now()
  const waitedMs = now - sinceMs
  const alertedAtMs = Date.parse(item.metadata.alerted_at ?? '') || 0
  if (waitedMs < ctx.config.alertAfterMs || now - alertedAtMs < DAY_MS) return false
  const letter = item.alert(waitedMs, new Date(now).toISOString().slice(0, 10))
  if (!letter) return false
  log.paidUnserved(item.workflowId, item.amountCents, waitedMs)
  await ctx.mail.send(letter)
  await item.note({ alerted_at: new Date(now).toISOString() })
  return true
}

export interface PendingSale<T> {
  /** The run that should serve it. */
  workflowId: string
  params: T
  /** Since when it waits. */
  sinceMs: number
  amountCents: number
  metadata: Record<string, string>
  note(metadata: Record<string, string>): Promise<unknown>
  /** `null` when nothing is owed any more. */
  alert(waitedMs: number, day: string): Email | null
}
