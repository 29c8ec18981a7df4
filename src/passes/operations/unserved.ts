/** Who has paid for a day pass and has not been served yet: what the sweep looks after. */
import { isRefunded, type Payment } from '../../clients/stripe/payments.ts'
import { lateLettersRunId, runId } from '../../core/ids.ts'
import type { RunOrder } from '../../core/workflow.ts'
import type { Unserved } from '../../operations/sweep.ts'
import type { World } from '../../payments/context.ts'
import { UNSENT } from '../../payments/emails/unsent.ts'
import { unservedAlert } from '../emails/team.ts'
import { saleOf } from '../purchase.ts'

export async function unservedPasses(world: World, sinceMs: number): Promise<Unserved<RunOrder>[]> {
  const payments = await world.stripe.paymentsSince(sinceMs)
  return payments.flatMap((payment) => {
    const sale = saleOf(payment)
    if (!sale || payment.status !== 'succeeded') return []
    if (payment.metadata.outcome) return unwrittenPass(world, payment)
    // Refunded in full by hand: she has her money, and the run only has to say so.
    const refunded = isRefunded(payment)
    const about = { payment, sale, house: world.house }
    return {
      runId: runId(payment.id),
      order: { kind: 'grant-pass' as const, paymentId: payment.id },
      sinceMs: payment.charge?.createdMs ?? payment.createdMs,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      note: (metadata) => world.stripe.note(payment.id, metadata),
      alert: (waitedMs, day) => (refunded ? null : unservedAlert(about, waitedMs, day)),
    }
  })
}

/** Served, but without its letters: nobody needs to be told, they only have to be written. */
function unwrittenPass(world: World, payment: Payment): Unserved<RunOrder>[] {
  if (payment.metadata.letter !== UNSENT.letter) return []
  return [
    {
      runId: lateLettersRunId(payment.id),
      order: { kind: 'late-pass-letters', paymentId: payment.id },
      sinceMs: payment.charge?.createdMs ?? payment.createdMs,
      amountCents: payment.amountCents,
      metadata: payment.metadata,
      note: (metadata) => world.stripe.note(payment.id, metadata),
      alert: () => null,
    },
  ]
}
