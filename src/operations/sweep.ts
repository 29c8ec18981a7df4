/**
 * Every few minutes: what Stripe says has happened is held against what was done about it. It makes
 * a lost webhook, a stuck run and a killed process harmless, and tells the team of what stays unserved.
 */
import type Stripe from 'stripe'
import type { Letter, Mailersend } from '../clients/mailersend.ts'
import type { StripeClient } from '../clients/stripe/client.ts'
import { events } from '../core/log.ts'
import type { Span } from '../core/month.ts'
import type { Runs } from '../core/workflow.ts'
import type { Staff } from '../payments/context.ts'

/** What a sweep needs of a Worker's world; `T` is the kind of its runs. */
interface Swept<T> {
  stripe: Pick<StripeClient, 'eventsSince'>
  mail: Mailersend
  runs: Runs<T>
  house: Staff
  now(): number
}

/** What a Worker looks after. */
export interface Watch<T> {
  /** The events of Stripe's that mean something to it. */
  types: readonly string[]
  /** The webhook's own handler. */
  take(event: Stripe.Event): Promise<void>
  /** The ids of those begun in a span that need no run any more. */
  settled(span: Span): Promise<ReadonlySet<string>>
  unserved(sinceMs: number): Promise<Unserved<T>[]>
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
  world: Swept<T>,
  watch: Watch<T>,
  { nightly }: { nightly: boolean }
): Promise<void> {
  const now = world.now()
  const fromMs = now - (nightly ? NIGHTLY_EVENTS_MS : EVENTS_MS)
  // A month is mostly done: each of its runs would be asked for every night, or even started anew.
  const settled = nightly ? await watch.settled({ fromMs, toMs: now }) : new Set()
  const happened = await world.stripe.eventsSince(
    fromMs,
    watch.types,
    (event) => !(hasSucceeded(event) && settled.has(event.data.object.id))
  )
  for (const event of happened.reverse()) {
    await guarded(event.id, () => watch.take(event))
  }
  const unserved = await watch.unserved(now - OBJECTS_MS)
  const paidAt = new Map(happened.flatMap(paidMoment))
  let alerted = 0
  for (const item of unserved) {
    // A bank debit was begun days before it was paid: its event knows better.
    const sinceMs = paidAt.get(item.runId) ?? item.sinceMs
    await guarded(item.runId, () => nudge(world, item, sinceMs))
    await guarded(item.runId, async () => {
      if (await alert(world, item, sinceMs)) alerted++
    })
  }
  events.swept({ events: happened.length, unserved: unserved.length, alerted })
}

/** One bad item must not keep the others from being looked at. */
async function guarded(id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    events.sweepItemFailed(id, error)
  }
}

type Success = Extract<
  Stripe.Event,
  { type: 'payment_intent.succeeded' | 'setup_intent.succeeded' }
>

function hasSucceeded(event: Stripe.Event): event is Success {
  return event.type === 'payment_intent.succeeded' || event.type === 'setup_intent.succeeded'
}

function paidMoment(event: Stripe.Event): [string, number][] {
  return hasSucceeded(event) ? [[event.data.object.id, event.created * 1000]] : []
}

interface Marked {
  id: string
  metadata: Record<string, string>
}

/** A run writes the outcome last. */
export async function settledAmong(
  lists: readonly ((span: Span, visit: (one: Marked) => void) => Promise<boolean>)[],
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
export function reviving<T>(runs: Runs<T>): Runs<T> {
  return {
    ...runs,
    async start(id, order) {
      await runs.start(id, order)
      if (id.includes('-') && (await runs.state(id)) === 'errored') await runs.restart(id)
    },
  }
}

/** No run → start it; errored or silent too long → from its first step again, at most hourly. */
async function nudge<T>(world: Swept<T>, item: Unserved<T>, sinceMs: number): Promise<void> {
  const state = await world.runs.state(item.runId)
  if (state === 'none') return world.runs.start(item.runId, item.order)
  const now = world.now()
  const restartedAtMs = Date.parse(item.metadata.restarted_at ?? '') || 0
  const silentMs = now - Math.max(sinceMs, restartedAtMs)
  const due =
    state === 'errored'
      ? now - restartedAtMs >= HOUR_MS && now - sinceMs < RESTARTS_MS
      : state === 'running' && silentMs >= world.house.staleMs
  if (!due) return
  // Written first: a restart that cannot be counted could go on for ever.
  await item.note({ restarted_at: new Date(now).toISOString() })
  await world.runs.restart(item.runId)
  events.runStarted(item.runId, 'sweep, again')
}

/** One letter an item a day. While MailerSend is down the log line stands, and the letter follows. */
async function alert<T>(world: Swept<T>, item: Unserved<T>, sinceMs: number): Promise<boolean> {
  const now = world.now()
  const waitedMs = now - sinceMs
  const alertedAtMs = Date.parse(item.metadata.alerted_at ?? '') || 0
  if (waitedMs < world.house.alertMs || now - alertedAtMs < DAY_MS) return false
  const letter = item.alert(waitedMs, new Date(now).toISOString().slice(0, 10))
  if (!letter) return false
  events.paidUnserved(item.runId, item.amountCents, waitedMs)
  await world.mail.send(letter)
  await item.note({ alerted_at: new Date(now).toISOString() })
  return true
}

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
