/** The one place where clients are made: from a Worker's configuration to vendors that can be asked. */
import type { Fetcher } from './http.ts'
import { createMailersend } from './mailersend.ts'
import { createOfficernd, type OfficerndConfig, type TokenSource } from './officernd/client.ts'
import { fetchToken } from './officernd/token.ts'
import { createStripe } from './stripe/client.ts'

/** What of a Worker's configuration the clients need. */
export interface ClientConfig {
  STRIPE_URL: string
  STRIPE_SECRET_KEY: string
  STRIPE_WEBHOOK_SECRET: string
  OFFICERND_URL: string
  OFFICERND_TOKEN_URL: string
  OFFICERND_SCOPES: string
  OFFICERND_OFFICE: string
  OFFICERND_CLIENT_ID: string
  OFFICERND_CLIENT_SECRET: string
  MAILERSEND_URL: string
  MAILERSEND_API_KEY: string
  MAILERSEND_DOMAIN_ID: string
  MAIL_FROM: string
}

const network: Fetcher = (input, init) => fetch(input, init)

export function clients(
  env: ClientConfig,
  tokens: TokenSource,
  fetcher: Fetcher = network,
  now: () => number = Date.now
) {
  const mail = {
    url: env.MAILERSEND_URL,
    apiKey: env.MAILERSEND_API_KEY,
    domainId: env.MAILERSEND_DOMAIN_ID,
    from: env.MAIL_FROM,
  }
  return {
    stripe: stripeFor(env, fetcher),
    officernd: officerndFor(env, tokens, fetcher),
    mail: createMailersend(mail, fetcher, now),
  }
}

type StripeKeys = Pick<ClientConfig, 'STRIPE_URL' | 'STRIPE_SECRET_KEY' | 'STRIPE_WEBHOOK_SECRET'>

export function stripeFor(env: StripeKeys, fetcher: Fetcher = network) {
  return createStripe(
    {
      url: env.STRIPE_URL,
      secretKey: env.STRIPE_SECRET_KEY,
      webhookSecret: env.STRIPE_WEBHOOK_SECRET,
    },
    fetcher
  )
}

export function officerndFor(env: ClientConfig, tokens: TokenSource, fetcher: Fetcher = network) {
  return createOfficernd(officerndConfig(env), fetcher, tokens)
}

/** A new access token from OfficeRnD's identity service. */
export function tokenFor(env: ClientConfig, nowMs: number, fetcher: Fetcher = network) {
  return fetchToken(officerndConfig(env), fetcher, nowMs)
}

function officerndConfig(env: ClientConfig): OfficerndConfig {
  return {
    url: env.OFFICERND_URL,
    tokenUrl: env.OFFICERND_TOKEN_URL,
    scopes: env.OFFICERND_SCOPES,
    clientId: env.OFFICERND_CLIENT_ID,
    clientSecret: env.OFFICERND_CLIENT_SECRET,
    officeId: env.OFFICERND_OFFICE,
  }
}
