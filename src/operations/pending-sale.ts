/** What a sweep does about one unfinished sale: it starts or restarts its workflow, and alerts the team. */
import type { Email, Mailersend } from '../clients/mailersend.ts'
import { log } from '../core/log.ts'
import { seattleDay } from '../core/time.ts'
import type { Workflows } from '../core/workflow.ts'
import type { CommonConfig } from '../payments/context.ts'
import type { SweepContext } from './sweep-context.ts'
import { alertTeam } from './team-alert.ts'

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

const RESTARTS_MS = 3 * DAY_MS

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

type PendingContext<T> = Pick<SweepContext, 'alertWebhook'> & {
  workflows: Workflows<T>
  mail: Mailersend
  config: CommonConfig
  now(): number
}

/** Starts or restarts the sale's workflow. Returns whether the team was alerted. */
export async function handlePending<T>(
  ctx: PendingContext<T>,
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
export async function isolateErrors(id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    log.sweepItemFailed(id, error)
  }
}

/** Starts a missing workflow. Restarts an errored one at most hourly, and one that runs for too long. Returns whether it did. */
async function startOrRestart<T>(
  ctx: PendingContext<T>,
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
  ctx: PendingContext<T>,
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
