/** The durable runs, as flows see them: each is named after the object it serves, so it exists once. */

import type { Payment } from '../clients/stripe/shapes.ts'

export type RunState = 'none' | 'running' | 'complete' | 'errored'

export type PassOrder =
  | {
      kind: 'grant-pass'
      paymentId: string
      /** What the page sent as the customer's name; used only when none was stored. */
      fallbackName?: string
      /** The payment as the starter has just read it, so that the run need not read it again at once. */
      seen?: { payment: Payment; atMs: number }
    }
  | { kind: 'debit-failed'; paymentId: string }

export interface Runs {
  /** Starts a run unless one of this name was ever started. */
  start(id: string, order: PassOrder): Promise<void>
  state(id: string): Promise<RunState>
  /** Starts it again from its first step, errored or silent as it is. */
  restart(id: string): Promise<void>
}
