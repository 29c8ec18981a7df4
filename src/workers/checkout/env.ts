/** Bindings, vars and secrets of the checkout Worker. */

import type { MembershipWorkflowParams } from '../../memberships/index.ts'
import type { PassWorkflowParams } from '../../passes/index.ts'
import type { OptionalSecrets } from '../platform/config.ts'
import type { RateLimiter } from '../platform/rate-limiter.ts'
import type { SweepRecordEnv } from '../platform/sweep-record.ts'
import type {
  AccessTokenCache,
  AttemptLedger,
  MemberWriter,
  PromoLedger,
} from './durable-objects.ts'
import type { CheckoutSecrets, CheckoutVars } from './vars.ts'

export interface CheckoutBindings extends SweepRecordEnv {
  MEMBER_WRITER: DurableObjectNamespace<MemberWriter>
  ACCESS_TOKEN_CACHE: DurableObjectNamespace<AccessTokenCache>
  PROMO_LEDGER: DurableObjectNamespace<PromoLedger>
  ATTEMPT_LEDGER: DurableObjectNamespace<AttemptLedger>
  RATE_LIMITER: DurableObjectNamespace<RateLimiter>
  REQUEST_LIMIT: RateLimit
  PASS_WORKFLOW: Workflow<PassWorkflowParams>
  MEMBERSHIP_WORKFLOW: Workflow<MembershipWorkflowParams>
}

export type CheckoutEnv = CheckoutVars & CheckoutSecrets & OptionalSecrets & CheckoutBindings
