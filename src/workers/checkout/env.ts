/** What each Worker is handed: the vars, the secrets and the bindings, under their names. */
import type { MembershipOrder } from '../../memberships/context.ts'
import type { PassOrder } from '../../passes/context.ts'
import type { AttemptLedger } from '../platform/attempt-ledger.ts'
import type { OptionalSecrets } from '../platform/config.ts'
import type { Limiter } from '../platform/rate-limiter.ts'
import type { MemberDesk, PromoLedger, TokenKeeper } from './durable-objects.ts'
import type { CheckoutSecrets, CheckoutVars } from './vars.ts'

export interface CheckoutBindings {
  MEMBER_DESK: DurableObjectNamespace<MemberDesk>
  TOKEN_KEEPER: DurableObjectNamespace<TokenKeeper>
  PROMO_LEDGER: DurableObjectNamespace<PromoLedger>
  ATTEMPT_LEDGER: DurableObjectNamespace<AttemptLedger>
  LIMITER: DurableObjectNamespace<Limiter>
  PASS_RUN: Workflow<PassOrder>
  MEMBERSHIP_RUN: Workflow<MembershipOrder>
}

export type CheckoutEnv = CheckoutVars & CheckoutSecrets & OptionalSecrets & CheckoutBindings
