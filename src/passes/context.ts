import type { Payment } from '../clients/stripe/payments.ts'
import type { Seen } from '../core/workflow.ts'
import type { MoneyNews } from '../payments/refund-events.ts'

export type PassOrder =
  | {
      kind: 'grant-pass'
      paymentId: string
      /** What the page sent as the customer's name; used only when none was stored. */
      fallbackName?: string
      seen?: Seen<Payment>
    }
  | { kind: 'debit-failed'; paymentId: string; chargeId: string }
  | { kind: 'pass-money'; news: MoneyNews }
  | { kind: 'late-pass-letters'; paymentId: string }
