/** A hold has run out: nobody may pay any more for a room that is not kept for her. */

import { log } from '../../core/log.ts'
import type { Step } from '../../core/workflow.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'

/** The intent is cancelled first: while it could be paid, the ledger remembers who had the room. */
export async function expireHold(
  step: Step,
  ctx: BookingContext,
  { room, attemptId }: BookingWorkflowParams<'hold-expired'>
): Promise<{ outcome: string }> {
  const hasLapsed = async () =>
    (await ctx.room(room).expiredHolds()).some(({ holder }) => holder === attemptId)
  // She may have pressed again meanwhile, and hold the room anew.
  if (!(await step('see that it has lapsed', hasLapsed))) return { outcome: 'renewed' }
  const status = await step('cancel the intent', async () => {
    const entry = await ctx.attempt(attemptId).read()
    if (!entry?.intentId) return 'none'
    const payment = await ctx.stripe.cancelPayment(entry.intentId)
    log.holdExpired(attemptId, room, payment.id)
    return payment.status
  })
  if (status === 'succeeded' || status === 'processing') return { outcome: 'paid' }
  await step('release the room', async () => {
    if (await hasLapsed()) await ctx.room(room).release(attemptId)
    return true
  })
  return { outcome: 'released' }
}
