import type { Setup } from '../clients/stripe/setup-intents.ts'
import type { Seen } from '../core/workflow.ts'
import type { MoneyNews } from '../payments/refund-events.ts'

export type MembershipOrder =
  | { kind: 'start-membership'; setupId: string; seen?: Seen<Setup> }
  | { kind: 'finish-membership'; invoiceId: string; subscriptionId: string }
  | { kind: 'membership-news'; news: News }
  | { kind: 'late-membership-letters'; subscriptionId: string }
/** What Stripe tells of a membership after it has begun. */
export type News =
  | { what: 'payment-failed'; subscriptionId: string; invoiceId: string }
  | { what: 'ended'; subscriptionId: string; atMs: number }
  | { what: 'lapsed'; subscriptionId: string }
  | MoneyNews
