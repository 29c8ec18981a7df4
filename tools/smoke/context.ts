/** What the steps of a smoke run use: both Workers, and clients of the vendors that read what came of a sale. */
import type Stripe from 'stripe'
import { googleTokenFor } from '../../src/clients/bookings-clients.ts'
import { officerndFor, tokenFor } from '../../src/clients/checkout-clients.ts'
import { createCalendar } from '../../src/clients/google/calendar.ts'
import type { Fetch } from '../../src/clients/http.ts'
import { parseList } from '../../src/core/settings.ts'
import type { Settings } from '../doctor/settings.ts'
import { stripeOf } from '../doctor/stripe.ts'
import type { Pair } from './refusals.ts'
import type { Patience } from './steps.ts'

export interface SmokeContext extends Pair {
  stripe: Stripe
  officernd: ReturnType<typeof officerndFor>
  calendar: ReturnType<typeof createCalendar>
  fetcher: Fetch
  patience: Patience
  say(line: string): void
  /** The customer's address for one sale, new each time: it belongs to whoever reads the trial's e-mails. */
  address(attemptId: string): string
}

export interface Choices {
  fetcher: Fetch
  patience: Patience
  say(line: string): void
  /** Who receives the customer's e-mails; without it, the first of TEAM_EMAILS. */
  email?: string | undefined
}

/** Fetches a token of OfficeRnD and one of Google. @throws VendorError when one is refused. */
export async function openContext(pair: Pair, choices: Choices): Promise<SmokeContext> {
  const { fetcher, patience, say } = choices
  const stripe = stripeOf(pair.checkout, fetcher)
  if (!stripe) throw new Error('STRIPE_SECRET_KEY is not in the environment')
  const email = choices.email ?? parseList(pair.checkout.vars.TEAM_EMAILS ?? '')[0] ?? ''
  return {
    ...pair,
    ...{ stripe, fetcher, patience, say },
    officernd: await openOfficernd(pair.checkout, fetcher),
    calendar: await openCalendar(pair.bookings, fetcher),
    address: (attemptId) => email.replace('@', `+smoke-${attemptId.slice(0, 8)}@`),
  }
}

async function openOfficernd(settings: Settings, fetcher: Fetch) {
  const env = {
    ...textsOf(settings, 'OFFICERND_URL', 'OFFICERND_TOKEN_URL', 'OFFICERND_SCOPES'),
    ...textsOf(settings, 'OFFICERND_OFFICE', 'OFFICERND_CLIENT_ID', 'OFFICERND_CLIENT_SECRET'),
  }
  const { token } = await tokenFor(env, Date.now(), fetcher)
  return officerndFor(env, constant(token), fetcher)
}

async function openCalendar(settings: Settings, fetcher: Fetch) {
  const env = {
    ...textsOf(settings, 'GOOGLE_TOKEN_URL', 'GOOGLE_CALENDAR_URL'),
    ...textsOf(settings, 'GOOGLE_SERVICE_ACCOUNT_EMAIL', 'GOOGLE_PRIVATE_KEY'),
  }
  const { token } = await googleTokenFor(env, Date.now(), fetcher)
  return createCalendar({ url: env.GOOGLE_CALENDAR_URL }, fetcher, constant(token))
}

/** It outlives the run. */
const constant = (token: string) => ({ token: async () => token, refresh: async () => token })

/** Vars and secrets by their names. */
function textsOf<Name extends string>(
  { vars, secrets }: Settings,
  ...names: Name[]
): Record<Name, string> {
  const found = names.map((name) => [name, vars[name] ?? secrets[name] ?? ''])
  return Object.fromEntries(found) as Record<Name, string>
}
