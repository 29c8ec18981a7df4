/** Creates the vendor clients that both Workers use from a Worker's configuration. */
import type { SendRecord, TryCounter } from '../core/tries.ts'
import type { Fetch } from './http.ts'
import { createMailersend } from './mailersend.ts'
import { createStripe } from './stripe/client.ts'

export const globalFetch: Fetch = (input, init) => fetch(input, init)

export interface StripeKeys {
  STRIPE_URL: string
  STRIPE_SECRET_KEY: string
  STRIPE_WEBHOOK_SECRET: string
}

export interface MailKeys {
  MAILERSEND_URL: string
  MAILERSEND_API_KEY: string
  MAILERSEND_DOMAIN_ID: string
  MAIL_FROM: string
}

export function stripeFor(env: StripeKeys, tries: TryCounter, fetcher: Fetch = globalFetch) {
  return createStripe(
    {
      url: env.STRIPE_URL,
      secretKey: env.STRIPE_SECRET_KEY,
      webhookSecret: env.STRIPE_WEBHOOK_SECRET,
    },
    fetcher,
    tries
  )
}

export function mailFor(
  env: MailKeys,
  record: SendRecord,
  fetcher: Fetch = globalFetch,
  now: () => number = Date.now
) {
  return createMailersend(
    {
      url: env.MAILERSEND_URL,
      apiKey: env.MAILERSEND_API_KEY,
      domainId: env.MAILERSEND_DOMAIN_ID,
      from: env.MAIL_FROM,
    },
    { record, fetcher, now }
  )
}
