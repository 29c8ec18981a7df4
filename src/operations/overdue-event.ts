/** Alerts the team, by name, when the workflow of a later event of a payment has errored or does not end. */
import type { Email, Mailersend } from '../clients/mailersend.ts'
import type { StripeClient } from '../clients/stripe/client.ts'
import type { Payment } from '../clients/stripe/payments.ts'
import { emailTag } from '../core/ids.ts'
import { log } from '../core/log.ts'
import { seattleDay } from '../core/time.ts'
import type { Workflows } from '../core/workflow.ts'
import type { CommonConfig } from '../payments/context.ts'

const DAY_MS = 24 * 3600_000

/** When this alert was sent last; in the payment's metadata, so at most one a day. */
const ALERTED_AT = 'event_alerted_at'

interface OverdueContext {
  stripe: Pick<StripeClient, 'getPayment' | 'updateMetadata'>
  workflows: Pick<Workflows<never>, 'state'>
  mail: Mailersend
  config: CommonConfig
  now(): number
}

/** An event of a payment that has a workflow of its own. */
export interface LaterEvent {
  workflowId: string
  paymentId: string
  type: EventType
  /** When it happened. */
  atMs: number
}

type EventType = keyof typeof WHAT

const WHAT = {
  refunded: 'the payment was refunded',
  'refund-failed': 'a refund did not arrive',
  disputed: 'the payment is disputed',
  'dispute-won': 'a dispute was won',
  'dispute-lost': 'a dispute was lost',
  'debit-begun': 'a bank debit began',
  'debit-failed': 'a bank debit failed',
  declines: 'ten cards were declined',
} as const

/** What the track knows of its sale: the customer's name and the summary; `null` if it is not its own. */
export type Described = { name: string; summary: readonly string[] } | null

/**
 * The sweep has found the event again. Does nothing before `alertAfterMs`, when its workflow has ended or
 * was never started, and when the team was told within a day.
 */
export async function alertOverdueEvent(
  ctx: OverdueContext,
  event: LaterEvent,
  describe: (payment: Payment) => Described
): Promise<void> {
  const waitedMs = ctx.now() - event.atMs
  if (waitedMs < ctx.config.alertAfterMs) return
  const status = await ctx.workflows.state(event.workflowId)
  if (status !== 'errored' && status !== 'running') return
  const payment = await ctx.stripe.getPayment(event.paymentId)
  const sale = payment && describe(payment)
  if (!sale) return
  const toldMs = Date.parse(payment.metadata[ALERTED_AT] ?? '') || 0
  if (ctx.now() - toldMs < DAY_MS) return
  log.eventOverdue(payment.id, event.type, waitedMs)
  await ctx.mail.send(alertAbout(ctx.config, event, sale, { waitedMs, nowMs: ctx.now() }))
  await ctx.stripe.updateMetadata(payment.id, { [ALERTED_AT]: new Date(ctx.now()).toISOString() })
}

function alertAbout(
  { teamEmails }: CommonConfig,
  { paymentId, type }: LaterEvent,
  { name, summary }: NonNullable<Described>,
  { waitedMs, nowMs }: { waitedMs: number; nowMs: number }
): Email {
  return {
    tag: emailTag(paymentId, `${type}-overdue-${seattleDay(nowMs)}`),
    to: teamEmails.map((email) => ({ email })),
    subject: `ALERT: ${WHAT[type]}, and what follows is not done: ${name}`,
    text: [
      `${Math.round(waitedMs / 60_000)} minutes ago ${WHAT[type]} at Stripe. What follows from it is not done yet.`,
      '',
      ...summary,
      '',
      'What was tried: its workflow asks the vendors again and again; the sweep restarts it for two hours.',
      `What to do by hand: ${BY_HAND[type] ?? `look at the payment in Stripe, and write to ${name} about it.`} Doing it twice does no harm.`,
    ].join('\n'),
  }
}

const BY_HAND: Partial<Record<EventType, string>> = {
  refunded:
    'if all of the money went back, see that the pass is deleted in OfficeRnD, or that the booking’s days are out of the room’s calendar, and write to the customer.',
  'refund-failed': 'look at the refund in Stripe, and pay the money back another way.',
  disputed: 'answer the dispute in Stripe before its deadline.',
  declines: 'if the payment is still open in Stripe, cancel it.',
}
