/** Who has paid for a day pass and has not been served yet: what the sweep looks after. */

import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { unsentEmailsWorkflowId, workflowId } from '../../core/ids.ts'
import type { PendingSale } from '../../operations/sweep.ts'
import { UNSENT } from '../../payments/emails/unsent.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import { unservedAlert } from '../emails/team.ts'
import { parsePassPurchase } from '../purchase.ts'

export async function pendingPasses(
  ctx: PassContext,
  sinceMs: number
): Promise<PendingSale<PassWorkflowParams>[]> {
  const payments = await ctx.stripe.paymentsSince(sinceMs)
  return payments.flatMap((payment) => {
    const sale = parsePassPurchase(payment)
    if (!sale || payment.status !== 'succeeded') return []
    if (payment.metadata.outcome) return passWithUnsentEmails(ctx, payment)
    // Refunded in full by hand: she has her money, and the run only has to say so.
    const refunded = isRefunded(payment)
    const about = { payment, sale, config: ctx.config }
    return {
      workflowId: workflowId(payment.id),
      params: { kind: 'grant-pass' as const, paymentId: payment.id },
      sinceMs: payment.charge?.createdMs ?? payment.createdMs,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      note: (metadata) => ctx.stripe.updateMetadata(payment.id, metadata),
      alert: (waitedMs, day) => (refunded ? null : unservedAlert(about, waitedMs, day)),
    }
  })
}

/** Served, but without its letters: nobody needs to be told, they only have to be written. */
function passWithUnsentEmails(
  ctx: PassContext,
  payment: Payment
): PendingSale<PassWorkflowParams>[] {
  if (payment.metadata.emails !== UNSENT.emails) return []
  return [
    {
      workflowId: unsentEmailsWorkflowId(payment.id),
      params: { kind: 'unsent-pass-emails', paymentId: payment.id },
      sinceMs: payment.charge?.createdMs ?? payment.createdMs,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      note: (metadata) => ctx.stripe.updateMetadata(payment.id, metadata),
      alert: () => null,
    },
  ]
}
