/** What each TOML promises its Worker: the vars, the secrets and the bindings, under their names. */

import type { MembershipOrder, PassOrder } from '../flows/runs.ts'
import type { AttemptLedger, MemberDesk, PromoLedger, TokenKeeper } from './objects.ts'

/** `[vars]` of `wrangler.checkout.toml`; every one is text, so that `--var` can replace it. */
export interface CheckoutVars {
  STRIPE_URL: string
  STRIPE_PRICES: string
  STRIPE_INITIATION_PRODUCT: string
  OFFICERND_URL: string
  OFFICERND_TOKEN_URL: string
  OFFICERND_SCOPES: string
  OFFICERND_OFFICE: string
  OFFICERND_PLANS: string
  MAILERSEND_URL: string
  MAILERSEND_DOMAIN_ID: string
  MAIL_FROM: string
  SUPPORT_EMAIL: string
  TEAM_EMAILS: string
  ALLOWED_ORIGINS: string
  SITE_URL: string
  CLOSING_TIME: string
  OPEN_WEEKDAYS: string
  ALERT_SECONDS: string
  STALE_SECONDS: string
  UNCONFIRMED: string
}

export interface CheckoutSecrets {
  STRIPE_SECRET_KEY: string
  STRIPE_WEBHOOK_SECRET: string
  OFFICERND_CLIENT_ID: string
  OFFICERND_CLIENT_SECRET: string
  MAILERSEND_API_KEY: string
  OPERATOR_TOKEN: string
}

export interface CheckoutBindings {
  MEMBER_DESK: DurableObjectNamespace<MemberDesk>
  TOKEN_KEEPER: DurableObjectNamespace<TokenKeeper>
  PROMO_LEDGER: DurableObjectNamespace<PromoLedger>
  ATTEMPT_LEDGER: DurableObjectNamespace<AttemptLedger>
  PASS_RUN: Workflow<PassOrder>
  MEMBERSHIP_RUN: Workflow<MembershipOrder>
}

export type CheckoutEnv = CheckoutVars & CheckoutSecrets & CheckoutBindings

/** `[vars]` and secrets of `wrangler.bookings.toml`. */
export interface BookingsEnv {
  STRIPE_URL: string
  ALLOWED_ORIGINS: string
  STRIPE_SECRET_KEY: string
  STRIPE_WEBHOOK_SECRET: string
  MAILERSEND_API_KEY: string
  GOOGLE_SERVICE_ACCOUNT_EMAIL: string
  GOOGLE_PRIVATE_KEY: string
  OPERATOR_TOKEN: string
}
