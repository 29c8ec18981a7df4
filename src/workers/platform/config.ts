/** The settings that both Workers have. */
import { isLiveKey, parseList } from '../../core/settings.ts'
import type { CommonConfig } from '../../payments/context.ts'

interface Settings {
  SITE_URL: string
  TEAM_EMAILS: string
  SUPPORT_EMAIL: string
  UNCONFIRMED: string
  STALE_SECONDS: string
  STRIPE_SECRET_KEY: string
}

export function readCommonConfig(env: Settings): Omit<CommonConfig, 'alertAfterMs'> {
  return {
    siteUrl: env.SITE_URL,
    teamEmails: parseList(env.TEAM_EMAILS),
    supportEmail: env.SUPPORT_EMAIL,
    isLiveMode: isLiveKey(env.STRIPE_SECRET_KEY),
    unconfirmed: parseList(env.UNCONFIRMED),
    staleAfterMs: Number(env.STALE_SECONDS) * 1000,
  }
}

/** Secrets that enable a feature if they are set. */
export interface OptionalSecrets {
  ALERT_WEBHOOK_URL?: string
  TURNSTILE_SECRET?: string
}
