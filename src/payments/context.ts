/** What every flow is handed: the vendors, the objects that survive, the house's settings, the time. */
import type { Mailersend } from '../clients/mailersend.ts'
import type { Officernd } from '../clients/officernd/client.ts'
import type { MemberDesk } from '../clients/officernd/member-writer.ts'
import type { StripeClient } from '../clients/stripe/client.ts'
import type { PromotionCode } from '../clients/stripe/promotion-codes.ts'
import type { RunOrder, Runs } from '../core/workflow.ts'
import type { PromoLedger } from '../passes/promo-ledger.ts'
import type { Hours } from '../passes/rules/pass-day.ts'
import type { AttemptLedger } from './attempt-ledger.ts'
import type { Door } from './rate-limit.ts'

/** A port to an object elsewhere: every method answers with a promise. */
export type Remote<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never
}

export interface World {
  stripe: StripeClient
  officernd: Pick<Officernd, 'planValidity' | 'eachMember' | 'eachPass' | 'eachMembership'>
  mail: Mailersend
  /** The desk of one person, found by her e-mail address. */
  desk(email: string): Promise<Remote<MemberDesk>>
  promo(couponId: string): Remote<PromoLedger>
  attempt(attemptId: string): Remote<AttemptLedger>
  /** As whoever asks finds it: what she may still begin. */
  door: Door
  /** A code of Stripe's, looked up at most once a minute. */
  promotionCode(code: string): Promise<PromotionCode | null>
  runs: Runs<RunOrder>
  house: House
  now(): number
}

/** What both Workers know of the house: where it is written to, and how long it waits. */
export interface Staff {
  siteUrl: string
  teamEmails: readonly string[]
  supportEmail: string
  /** Whether the Stripe key moves real money. */
  live: boolean
  /** Settings that the house has not confirmed yet. */
  unconfirmed: readonly string[]
  /** How long a payment may stay unserved before the team is told. */
  alertMs: number
  /** How long a run may be silent before it is started anew. */
  staleMs: number
}

/** Settings of the house, from the Worker's configuration. */
export interface House extends Hours, Staff {
  /** Plan's slug → id of its monthly price at Stripe, and of its plan at OfficeRnD. */
  stripePrices: Readonly<Record<string, string>>
  officerndPlans: Readonly<Record<string, string>>
  /** The product at Stripe under which initiation fees are billed. */
  initiationProductId: string
}
