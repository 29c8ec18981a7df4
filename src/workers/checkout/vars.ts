/** Vars and secrets of the checkout Worker. All of them are text. */

/** `[vars]` of `wrangler.checkout.toml`; text, so that `--var` can replace each of them. */
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
  PURCHASE_TEMPLATE_ID: string
  MEMBERSHIP_TEMPLATE_ID: string
  SUPPORT_EMAIL: string
  TEAM_EMAILS: string
  ALLOWED_ORIGINS: string
  SITE_URL: string
  CLOSING_TIME: string
  OPEN_WEEKDAYS: string
  ALERT_SECONDS: string
  STALE_SECONDS: string
  LIMIT_WINDOW_SECONDS: string
  LIMIT_INTENTS_PER_ADDRESS: string
  LIMIT_INTENTS_OVER_ALL: string
  LIMIT_CODES_PER_ADDRESS: string
  LIMIT_CODES_OVER_ALL: string
  TRUSTED_ADDRESSES: string
  HEARTBEAT_URL: string
  SALES_PAUSED: string
  TURNSTILE_URL: string
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
