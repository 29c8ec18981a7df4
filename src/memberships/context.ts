/** What the flows of Track 1 depend on, and the parameters of their workflows. */
import type { MemberWriter } from '../clients/officernd/member-writer.ts'
import type { PromotionCode } from '../clients/stripe/promotion-codes.ts'
import type { SetupIntent } from '../clients/stripe/setup-intents.ts'
import type { Rpc } from '../core/rpc.ts'
import type { Snapshot, Workflows } from '../core/workflow.ts'
import type { CommonConfig, SaleContext } from '../payments/context.ts'
import type { PromoLedgers } from '../payments/promo-uses.ts'
import type { RefundOrDispute } from '../payments/refund-events.ts'
import type { PlanClaims } from './plan-claims.ts'

export interface MembershipContext extends SaleContext, PromoLedgers {
  /** The only writer of one person's records in OfficeRnD, found by e-mail address. */
  memberWriter(email: string): Promise<Rpc<MemberWriter>>
  /** Which attempt may subscribe a person to a plan, found by e-mail address. */
  planClaims(email: string): Promise<Rpc<PlanClaims>>
  /** A promotion code of Stripe's, cached for a minute. */
  promotionCode(code: string): Promise<PromotionCode | null>
  workflows: Workflows<MembershipWorkflowParams>
  config: MembershipConfig
}

export interface MembershipConfig extends CommonConfig {
  /** Plan's slug → id of its monthly price at Stripe. */
  stripePrices: Readonly<Record<string, string>>
  /** Plan's slug → id of its plan at OfficeRnD. */
  officerndPlans: Readonly<Record<string, string>>
  /** The product at Stripe under which initiation fees are billed. */
  initiationProductId: string
  /** MailerSend's template of the welcome, or `own`. */
  membershipTemplateId: string
}

/** The parameters of a workflow, by its kind. */
export type MembershipWorkflowParams<
  K extends MembershipParams['kind'] = MembershipParams['kind'],
> = Extract<MembershipParams, { kind: K }>

type MembershipParams =
  | { kind: 'start-membership'; setupId: string; snapshot?: Snapshot<SetupIntent> }
  /** `id`: of the SetupIntent, or of the subscription whose first invoice the cards were tried on. */
  | { kind: 'membership-declines'; id: string }
  | FinishParams
  | { kind: 'subscription-event'; event: SubscriptionEvent }
  | { kind: 'set-up-expired'; intentId: string; attemptId: string }
  | { kind: 'unsent-membership-emails'; subscriptionId: string }
  | { kind: 'untold-signup-outcome'; setupId: string }

/** `email` and `customerId` say where else the person may have a subscription to the same plan. */
interface FinishParams {
  kind: 'finish-membership'
  invoiceId: string
  subscriptionId: string
  email: string
  customerId: string
}

/** What Stripe reports about a subscription after sign-up. */
export type SubscriptionEvent =
  | { type: 'payment-failed'; subscriptionId: string; invoiceId: string }
  | { type: 'ended'; subscriptionId: string; atMs: number }
  | { type: 'setup-expired'; subscriptionId: string }
  | RefundOrDispute
