/** Dependencies of every track: vendor clients, ledgers, configuration and clock. Each track's context extends it. */
import type { Mailersend } from '../clients/mailersend.ts'
import type { StripeClient } from '../clients/stripe/client.ts'
import type { Rpc } from '../core/rpc.ts'
import type { AttemptLedger } from './attempt-ledger.ts'
import type { RateLimit } from './rate-limit.ts'

export interface SaleContext {
  stripe: StripeClient
  mail: Mailersend
  attempt(attemptId: string): Rpc<AttemptLedger>
  /** Rate limits for the requesting client. */
  rateLimit: RateLimit
  config: CommonConfig
  now(): number
}

/** Configuration that both Workers have. */
export interface CommonConfig {
  siteUrl: string
  teamEmails: readonly string[]
  supportEmail: string
  /** Whether the Stripe key moves real money. */
  isLiveMode: boolean
  /** Names of settings that Labour Temple has not confirmed yet. */
  unconfirmed: readonly string[]
  /** How long a payment may wait for its outcome before the team is alerted. */
  alertAfterMs: number
  /** How long a workflow may be silent before it is restarted. */
  staleAfterMs: number
}
