/** Card testing on one intent: its declined cards are counted, and the tenth cancels it and tells the team. */
import type { StripeClient } from '../clients/stripe/client.ts'
import { declinesWorkflowId } from '../core/ids.ts'
import type { Step } from '../core/workflow.ts'
import { MAX_DECLINES } from './attempt-ledger.ts'
import type { SaleContext } from './context.ts'
import { cardTestingAlert } from './emails/card-testing-alert.ts'
import { sendingOnce } from './emails/send-once.ts'

/** Stripe's event of a declined card. */
interface DeclineEvent {
  id: string
  data: { object: { id: string; metadata: Record<string, string> | null } }
}

/**
 * Counts one declined card, a repeated event once. Returns the id of the workflow to start, or `null`
 * below the limit. A bank debit that fails days later counts too; nobody has ten of them.
 */
export async function countDecline(
  ctx: Pick<SaleContext, 'attempt'>,
  { id: eventId, data }: DeclineEvent
): Promise<string | null> {
  const { id, metadata } = data.object
  const attempt = ctx.attempt(metadata?.attempt_id ?? id)
  const count = await attempt.countDecline(id, eventId)
  return count < MAX_DECLINES ? null : declinesWorkflowId(id)
}

/** What the cards were tried on, as it was after it had been cancelled, or not. */
export interface StoppedIntent {
  status: string
  metadata: Record<string, string>
}

/** `cancel`: of what is no intent. It leaves alone what was paid. */
export async function stopCardTesting(
  step: Step,
  ctx: SaleContext,
  intentId: string,
  cancel = () => cancelIntent(ctx.stripe, intentId)
): Promise<{ outcome: string }> {
  const { status, metadata } = await step('cancel the intent', cancel)
  if (status !== 'canceled') return { outcome: 'paid-after-all' }
  // Whether Stripe takes metadata for a cancelled intent is unverified, so the ledger remembers the e-mail.
  const mail = sendingOnce(ctx.mail, ctx.attempt(metadata.attempt_id ?? intentId))
  await step('tell the team', () =>
    mail.send(cardTestingAlert({ intentId, metadata, config: ctx.config }))
  )
  return { outcome: 'canceled' }
}

async function cancelIntent(stripe: StripeClient, intentId: string): Promise<StoppedIntent> {
  const { status, metadata } = intentId.startsWith('seti_')
    ? await stripe.cancelSetup(intentId)
    : await stripe.cancelPayment(intentId)
  return { status, metadata }
}
