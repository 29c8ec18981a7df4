/** Alerts the team, by name, when the workflow of a later event of a membership has errored or does not end. */

import type { MembershipContext, SubscriptionEvent } from '../context.ts'
import { overdueEventAlert } from '../emails/overdue-event.ts'
import { log } from '../log.ts'
import { parseSignup } from '../signup.ts'
import { subscriptionOf } from '../workflows/subscription-events.ts'

const DAY_MS = 24 * 3600_000

/** When this event's alert was sent last; in the subscription's metadata, so at most one a day. */
const ALERTED_AT = 'event_alerted_at'

/** Whether the team was told within a day of an event whose workflow has not ended. */
export function wasToldOfEvent(metadata: Record<string, string>, nowMs: number): boolean {
  return nowMs - (Date.parse(metadata[ALERTED_AT] ?? '') || 0) < DAY_MS
}

/**
 * The sweep has found the event again, and its workflow has not ended. `sinceMs`: when it happened.
 * Does nothing before `alertAfterMs` and when the team was told within a day.
 */
export async function alertOverdueEvent(
  ctx: MembershipContext,
  workflow: string,
  { event, sinceMs }: { event: SubscriptionEvent; sinceMs: number }
): Promise<void> {
  const waitedMs = ctx.now() - sinceMs
  if (waitedMs < ctx.config.alertAfterMs) return
  const status = await ctx.workflows.state(workflow)
  if (status !== 'errored' && status !== 'running') return
  const subscription = await subscriptionOf(ctx, event)
  const sale = subscription && parseSignup(subscription.metadata)
  if (!sale) return
  const { metadata } = subscription
  const membership = {
    ...{ sale, subscription, config: ctx.config },
    paymentMethod: metadata.payment_method ?? '',
  }
  if (wasToldOfEvent(metadata, ctx.now())) return
  log.eventOverdue(subscription, event.type, waitedMs)
  await ctx.mail.send(overdueEventAlert(membership, event, waitedMs, ctx.now()))
  await ctx.stripe.updateSubscriptionMetadata(subscription.id, {
    [ALERTED_AT]: new Date(ctx.now()).toISOString(),
  })
}
