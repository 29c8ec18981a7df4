/** Finds the paid day passes that the sweep must look at. */

import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { unsentEmailsWorkflowId, workflowId } from '../../core/ids.ts'
import { type Look, paidPayments } from '../../operations/look.ts'
import type { PendingSale } from '../../operations/pending-sale.ts'
import { type Unreadable, unreadableAlert } from '../../payments/emails/unreadable.ts'
import { UNSENT, unsentAlert, unsentClock } from '../../payments/emails/unsent.ts'
import { trackBySigns } from '../../payments/rules/signs.ts'
import type { PassContext, PassWorkflowParams } from '../context.ts'
import * as team from '../emails/team.ts'
import { faultsOf, type PaidPass, paidAtMs, parsePassPurchase, passDayOf } from '../purchase.ts'

/** Paid payments without an outcome, or with unsent e-mails. */
export async function pendingPasses(
  ctx: PassContext,
  look: Look
): Promise<PendingSale<PassWorkflowParams>[]> {
  const payments = await paidPayments(ctx, look)
  return payments.flatMap((payment) => {
    const sale = parsePassPurchase(payment)
    if (!sale) return unreadablePass(ctx, payment)
    if (payment.metadata.outcome)
      return passWithUnsentEmails(ctx, { payment, sale, config: ctx.config })
    // Fully refunded by hand: no alert, the workflow only has to write the outcome.
    const refunded = isRefunded(payment)
    const paid = { payment, sale, config: ctx.config }
    return {
      objectId: payment.id,
      workflowId: workflowId(payment.id),
      params: { kind: 'grant-pass' as const, paymentId: payment.id },
      sinceMs: paidAtMs(payment),
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      ...onPayment(ctx, payment),
      resolved: (metadata) =>
        team.alertResolvedEmail({ ...paid, payment: { ...payment, metadata } }),
      alert: (waitedMs, nth) =>
        refunded
          ? null
          : team.unservedAlert(paid, passDayOf(paid, ctx.now() - waitedMs), waitedMs, nth),
    }
  })
}

/** What is not readable and not of another track, as `null` if the payment is not ours. */
export function unreadableOf(payment: Payment): Unreadable | null {
  if (payment.status !== 'succeeded' || parsePassPurchase(payment)) return null
  const track = trackBySigns(payment)
  if (track === null || track === '2') return null
  return { ...payment, faults: faultsOf(payment.metadata) }
}

/** Paid, ours and damaged: no workflow can serve it, so the team is told. */
function unreadablePass(ctx: PassContext, payment: Payment): PendingSale<PassWorkflowParams>[] {
  const unreadable = unreadableOf(payment)
  if (!unreadable || payment.metadata.outcome || isRefunded(payment)) return []
  return [
    {
      objectId: payment.id,
      workflowId: workflowId(payment.id),
      params: null,
      sinceMs: paidAtMs(payment),
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      ...onPayment(ctx, payment),
      resolved: () => null,
      alert: (waitedMs, nth) => unreadableAlert(ctx.config, unreadable, waitedMs, nth),
    },
  ]
}

/** A pass that exists but whose e-mails were not sent. */
function passWithUnsentEmails(ctx: PassContext, paid: PaidPass): PendingSale<PassWorkflowParams>[] {
  const { payment, sale } = paid
  if (payment.metadata.emails !== UNSENT.emails) return []
  const { note } = onPayment(ctx, payment)
  const unsent = {
    id: payment.id,
    who: sale.customerName,
    email: sale.email,
    summary: team.saleSummary(paid),
  }
  return [
    {
      objectId: payment.id,
      workflowId: unsentEmailsWorkflowId(payment.id),
      params: { kind: 'unsent-pass-emails', paymentId: payment.id },
      amountCents: payment.amountCents,
      isServed: true,
      ...unsentClock(payment.metadata, note),
      alert: (waitedMs, nth) => unsentAlert(ctx.config, unsent, waitedMs, nth),
      async isUnserved() {
        const current = await ctx.stripe.getPayment(payment.id)
        return current?.metadata.emails === UNSENT.emails && !isRefunded(current)
      },
      resolved: () => null,
    },
  ]
}

function onPayment(ctx: PassContext, { id }: Payment) {
  return {
    note: async (metadata: Record<string, string>) =>
      (await ctx.stripe.updateMetadata(id, metadata)).metadata,
    async isUnserved() {
      const current = await ctx.stripe.getPayment(id)
      return current !== null && !current.metadata.outcome && !isRefunded(current)
    },
  }
}
