/**
 * Ends what an unpaid intent promises. The alarm of its attempt starts a workflow that cancels it: after the
 * reservation of its code, or after a day. The sweep never does.
 */
import type { StripeClient } from '../clients/stripe/client.ts'
import type { PromotionCode } from '../clients/stripe/promotion-codes.ts'
import { expiredIntentWorkflowId } from '../core/ids.ts'
import { log } from '../core/log.ts'
import type { Alarm } from '../core/storage.ts'
import type { Step } from '../core/workflow.ts'
import type { AttemptLedger } from './attempt-ledger.ts'
import type { SaleContext } from './context.ts'

/** How long an unpaid purchase reserves a use of its code, and keeps its price. */
export const RESERVATION_MS = 15 * 60_000

const DAY_MS = 24 * 3600_000

/** How long the alarm waits for the workflow that it has started, before it starts another. */
const RETRY_MS = 30 * 60_000

/** When an intent is to be cancelled if it is not paid by then. `code`: the one that the customer typed. */
export function expiryOf(code: PromotionCode | null, nowMs: number): number {
  return nowMs + (code ? RESERVATION_MS : DAY_MS)
}

export interface ExpiredIntent {
  intentId: string
  attemptId: string
}

interface AttemptAlarmParts {
  attemptId: string
  ledger: Pick<AttemptLedger, 'expiries'> & { setExpiry(intentId: string, atMs: number): unknown }
  alarm: Alarm
  startWorkflow(id: string, expired: ExpiredIntent): Promise<unknown>
  now: () => number
}

/** The alarm of an attempt's object. `untilMs`: when the object is deleted. */
export function createAttemptAlarm({ ledger, alarm, ...parts }: AttemptAlarmParts) {
  const { attemptId, startWorkflow, now } = parts

  /** Call after each change. */
  async function schedule(untilMs: number): Promise<void> {
    const nextMs = Math.min(untilMs, ...ledger.expiries().map(({ atMs }) => atMs))
    if ((await alarm.get()) !== nextMs) await alarm.set(nextMs)
  }

  return {
    schedule,

    /** Starts a workflow for each intent that is due. Calls no vendor itself. */
    async fire(untilMs: number): Promise<void> {
      const due = ledger.expiries().filter(({ atMs }) => atMs <= now())
      // Written first: an alarm whose start fails comes again.
      for (const { intentId } of due) ledger.setExpiry(intentId, now() + RETRY_MS)
      await schedule(untilMs)
      await Promise.allSettled(
        due.map(({ intentId, atMs }) =>
          startWorkflow(expiredIntentWorkflowId(intentId, atMs), { intentId, attemptId })
        )
      )
    },
  }
}

/**
 * The workflow that the alarm starts. A bank debit under way is looked at again a day later. `release` gives
 * back the use of a code; an attempt that has gone on with another intent keeps it.
 */
export async function expireIntent(
  step: Step,
  ctx: Pick<SaleContext, 'attempt' | 'stripe' | 'now'>,
  { intentId, attemptId }: ExpiredIntent,
  release?: () => Promise<unknown>
): Promise<{ outcome: string }> {
  const status = await step('cancel the unpaid intent', () => cancelUnpaid(ctx.stripe, intentId))
  if (status === 'canceled' && release)
    await step('release the code', async () => {
      const current = await ctx.attempt(attemptId).read()
      if (current?.intentId !== intentId) return false
      await release()
      return true
    })
  await step('note what is left', async () => {
    const isOpen = status === 'processing'
    await ctx.attempt(attemptId).setExpiry(intentId, isOpen ? ctx.now() + DAY_MS : null)
    return true
  })
  log.intentExpired(intentId, status)
  return { outcome: status }
}

/** The intent's status after that. One that is paid, or being paid by a debit, is left alone. */
async function cancelUnpaid(stripe: StripeClient, intentId: string): Promise<string> {
  const isSetup = intentId.startsWith('seti_')
  const current = await (isSetup ? stripe.getSetupIntent(intentId) : stripe.getPayment(intentId))
  const status = current?.status ?? 'canceled'
  if (status === 'succeeded' || status === 'processing' || status === 'canceled') return status
  return (await (isSetup ? stripe.cancelSetup(intentId) : stripe.cancelPayment(intentId))).status
}
