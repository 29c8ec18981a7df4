/** One kind of sale in a smoke run: bought, seen at every vendor, taken back, and seen to be gone. */
import { randomUUID } from 'node:crypto'
import type { SmokeContext } from './context.ts'
import type { Check } from './steps.ts'

export interface Sale {
  title: string
  /** Asks the Worker for it; nothing is paid yet. `id` is the payment's (`pi_…`) or the set-up's (`seti_…`). */
  begin(ctx: SmokeContext): Promise<{ id: string; words: string; buy: readonly Check[] }>
  /** All that must be there once it is paid, read from the vendors. */
  delivered(ctx: SmokeContext, id: string): readonly Check[]
  /** Gives all money back; answers with words. */
  takeBack(ctx: SmokeContext, id: string): Promise<string>
  /** What must be gone then, and who must have been told. */
  takenBack(ctx: SmokeContext, id: string): readonly Check[]
  /** Whether all of its money has gone back. @throws when it has not been paid. */
  isRefunded(ctx: SmokeContext, id: string): Promise<boolean>
}

/** The form fields that every page asks for, of a customer who is new each time. */
export function newCustomer(ctx: SmokeContext) {
  const attemptId = randomUUID()
  return { attemptId, email: ctx.address(attemptId), phone: '+1 206 555 0100' }
}

export const NAME = { firstName: 'Smoke', lastName: 'Test' }

/** Whether all of it has gone back by now; what was never paid has not. */
export function isRefundedNow(ctx: SmokeContext, sale: Sale, id: string): Promise<boolean> {
  const atOnce = { ...ctx, patience: { limitMs: 0, pollMs: 0 } }
  return sale.isRefunded(atOnce, id).catch(() => false)
}
