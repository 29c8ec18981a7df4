/** Dependencies of Track 3, and the parameters of its workflows. */
import type { Officernd } from '../clients/officernd/client.ts'
import type { MemberWriter } from '../clients/officernd/member-writer.ts'
import type { Payment } from '../clients/stripe/payments.ts'
import type { Rpc } from '../core/rpc.ts'
import type { Snapshot, Workflows } from '../core/workflow.ts'
import type { CommonConfig, SaleContext } from '../payments/context.ts'
import type { PromoLedgers } from '../payments/promo-uses.ts'
import type { RefundOrDispute } from '../payments/refund-events.ts'
import type { OpeningHours } from './rules/pass-day.ts'

export interface PassContext extends SaleContext, PromoLedgers {
  officernd: Pick<Officernd, 'planValidity'>
  /** The writer of one person's OfficeRnD records: one Durable Object per e-mail address. */
  memberWriter(email: string): Promise<Rpc<MemberWriter>>
  workflows: Workflows<PassWorkflowParams>
  config: PassConfig
}

export interface PassConfig extends OpeningHours, CommonConfig {
  /** MailerSend's template of the purchase confirmation, or `own`. */
  purchaseTemplateId: string
}

/** The parameters of a workflow, by its kind. */
export type PassWorkflowParams<K extends PassParams['kind'] = PassParams['kind']> = Extract<
  PassParams,
  { kind: K }
>

type PassParams =
  | {
      kind: 'grant-pass'
      paymentId: string
      /** The customer's name as sent by the page; used only if the payment has none. */
      fallbackName?: string
      snapshot?: Snapshot<Payment>
    }
  | { kind: 'debit-begun'; paymentId: string }
  | { kind: 'debit-failed'; paymentId: string; chargeId: string }
  | { kind: 'pass-declines'; paymentId: string }
  | { kind: 'pass-refund-or-dispute'; event: RefundOrDispute }
  | { kind: 'pass-intent-expired'; intentId: string; attemptId: string }
  | { kind: 'unsent-pass-emails'; paymentId: string }
