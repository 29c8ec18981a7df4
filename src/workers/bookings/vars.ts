/** Vars and secrets of the bookings Worker. All of them are text. */

/** `[vars]` of `wrangler.bookings.toml`. */
export interface BookingsVars {
  STRIPE_URL: string
  GOOGLE_TOKEN_URL: string
  GOOGLE_CALENDAR_URL: string
  ROOM_CALENDARS: string
  MAILERSEND_URL: string
  MAILERSEND_DOMAIN_ID: string
  MAIL_FROM: string
  SUPPORT_EMAIL: string
  TEAM_EMAILS: string
  ALLOWED_ORIGINS: string
  SITE_URL: string
  HOLD_SECONDS: string
  CALENDAR_CACHE_SECONDS: string
  LIMIT_WINDOW_SECONDS: string
  LIMIT_INTENTS_PER_ADDRESS: string
  LIMIT_INTENTS_OVER_ALL: string
  LIMIT_CODES_PER_ADDRESS: string
  LIMIT_CODES_OVER_ALL: string
  LIMIT_HOLDS: string
  TRUSTED_ADDRESSES: string
  TURNSTILE_URL: string
  ALERT_ROOM_SECONDS: string
  STALE_SECONDS: string
  UNCONFIRMED: string
}

export interface BookingsSecrets {
  STRIPE_SECRET_KEY: string
  STRIPE_WEBHOOK_SECRET: string
  MAILERSEND_API_KEY: string
  GOOGLE_SERVICE_ACCOUNT_EMAIL: string
  GOOGLE_PRIVATE_KEY: string
  OPERATOR_TOKEN: string
}
