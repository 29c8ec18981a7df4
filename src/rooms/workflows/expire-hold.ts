/** Cancels the intent of an expired hold, so that a room that is not held cannot be paid for. */

import type { Step } from '../../core/workflow.ts'
import type { BookingContext, BookingWorkflowParams } from '../context.ts'
import { log } from '../log.ts'

/** Cancels the intent first: as long as it can be paid, the ledger must keep the hold. */
export async function expireHold(
  step: Step,
  ctx: BookingContext,
  { room, attemptId }: BookingWorkflowParams<'hold-expired'>
): Promise<{ outcome: string }> {
  const hasExpired = async () =>
    (await ctx.room(room).expiredHolds()).some(({ holder }) => holder === attemptId)
  // The customer may have renewed the hold in the meantime.
  if (!(await step('check that the hold has expired', hasExpired))) return { outcome: 'renewed' }
  const status = await step('cancel the intent', async () => {
    const entry = await ctx.attempt(attemptId).read()
    if (!entry?.intentId) return 'none'
    const current = await ctx.stripe.getPayment(entry.intentId)
    // The attempt may hold another room by now and be paying for that one.
    const { room: paysFor = room } = current?.metadata ?? {}
    if (paysFor !== room) return 'of another room'
    const payment = await ctx.stripe.cancelPayment(entry.intentId)
    log.holdExpired(attemptId, room, payment.id)
    return payment.status
  })
  if (status === 'succeeded' || status === 'processing') return { outcome: 'paid' }
  await step('release the room', async () => {
    if (await hasExpired()) await ctx.room(room).release(attemptId)
  })
  return { outcome: 'released' }
}
