/** Creates the vendor clients of the checkout Worker from its configuration. */
import type { Storage } from '../core/storage.ts'
import type { SendRecord, TryCounter } from '../core/tries.ts'
import { createAccessTokenCache, type TokenSource } from './access-token.ts'
import type { Fetch } from './http.ts'
import { createOfficernd, type OfficerndConfig } from './officernd/client.ts'
import { fetchToken } from './officernd/token.ts'
import {
  globalFetch,
  type MailKeys,
  mailFor,
  type StripeKeys,
  stripeFor,
} from './shared-clients.ts'

export interface OfficerndKeys {
  OFFICERND_URL: string
  OFFICERND_TOKEN_URL: string
  OFFICERND_SCOPES: string
  OFFICERND_OFFICE: string
  OFFICERND_CLIENT_ID: string
  OFFICERND_CLIENT_SECRET: string
}

/** The part of a Worker's configuration that the clients need. */
export type ClientConfig = StripeKeys & MailKeys & OfficerndKeys

export function clients(
  env: ClientConfig,
  tokens: TokenSource,
  tries: TryCounter & SendRecord,
  fetcher: Fetch = globalFetch,
  now: () => number = Date.now
) {
  return {
    stripe: stripeFor(env, tries, fetcher),
    officernd: officerndFor(env, tokens, fetcher),
    mail: mailFor(env, tries, fetcher, now),
  }
}

export function officerndFor(
  env: OfficerndKeys,
  tokens: TokenSource,
  fetcher: Fetch = globalFetch
) {
  return createOfficernd(officerndConfig(env), fetcher, tokens)
}

/** Fetches a new access token from OfficeRnD's identity service. */
export function tokenFor(env: OfficerndKeys, nowMs: number, fetcher: Fetch = globalFetch) {
  return fetchToken(officerndConfig(env), fetcher, nowMs)
}

/** OfficeRnD's identity service allows about five requests a minute; one is left for manual use. */
const TOKENS = { name: 'officernd', maxPerMinute: 4 }

export function officerndTokens(
  env: OfficerndKeys,
  memory: Storage,
  { fetcher = globalFetch, now = Date.now }: { fetcher?: Fetch; now?: () => number } = {}
) {
  return createAccessTokenCache(TOKENS, (nowMs) => tokenFor(env, nowMs, fetcher), memory, now)
}

function officerndConfig(env: OfficerndKeys): OfficerndConfig {
  return {
    url: env.OFFICERND_URL,
    tokenUrl: env.OFFICERND_TOKEN_URL,
    scopes: env.OFFICERND_SCOPES,
    clientId: env.OFFICERND_CLIENT_ID,
    clientSecret: env.OFFICERND_CLIENT_SECRET,
    officeId: env.OFFICERND_OFFICE,
  }
}
