/** Creates the vendor clients of the bookings Worker from its configuration. */
import type { Storage } from '../core/storage.ts'
import type { SendRecord, TryCounter } from '../core/tries.ts'
import { createAccessTokenCache, type TokenSource } from './access-token.ts'
import { createCalendar } from './google/calendar.ts'
import { fetchGoogleToken } from './google/token.ts'
import type { Fetch } from './http.ts'
import {
  globalFetch,
  type MailKeys,
  mailFor,
  type StripeKeys,
  stripeFor,
} from './shared-clients.ts'

export interface GoogleKeys {
  GOOGLE_TOKEN_URL: string
  GOOGLE_CALENDAR_URL: string
  GOOGLE_SERVICE_ACCOUNT_EMAIL: string
  GOOGLE_PRIVATE_KEY: string
}

export function bookingClients(
  env: StripeKeys & MailKeys & GoogleKeys,
  tokens: TokenSource,
  tries: TryCounter & SendRecord,
  fetcher: Fetch = globalFetch,
  now: () => number = Date.now
) {
  return {
    stripe: stripeFor(env, tries, fetcher),
    calendar: createCalendar({ url: env.GOOGLE_CALENDAR_URL }, fetcher, tokens),
    mail: mailFor(env, tries, fetcher, now),
  }
}

/** Fetches a new access token of the service account. */
export function googleTokenFor(env: GoogleKeys, nowMs: number, fetcher: Fetch = globalFetch) {
  const account = {
    tokenUrl: env.GOOGLE_TOKEN_URL,
    email: env.GOOGLE_SERVICE_ACCOUNT_EMAIL,
    privateKey: env.GOOGLE_PRIVATE_KEY,
  }
  return fetchGoogleToken(account, fetcher, nowMs)
}

/** A token is valid for an hour. More requests than this mean that the key is wrong. */
const TOKENS = { name: 'google', maxPerMinute: 6 }

export function googleTokens(
  env: GoogleKeys,
  memory: Storage,
  { fetcher = globalFetch, now = Date.now }: { fetcher?: Fetch; now?: () => number } = {}
) {
  return createAccessTokenCache(TOKENS, (nowMs) => googleTokenFor(env, nowMs, fetcher), memory, now)
}
