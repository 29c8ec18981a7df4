/** What is read from the vendors for the comparison. A source that fails does not hide the others. */
import { officerndFor, tokenFor } from '../../src/clients/checkout-clients.ts'
import type { Fetch } from '../../src/clients/http.ts'
import type { OfficerndPlan } from '../../src/clients/officernd/plans.ts'
import { prices } from '../../src/clients/stripe/prices.ts'
import { promotionCodes } from '../../src/clients/stripe/promotion-codes.ts'
import { parsePairs } from '../../src/core/settings.ts'
import { stripeOffers } from '../../src/memberships/operations/offerings.ts'
import { plansIn } from '../../src/operations/offerings.ts'
import { PRODUCT_CONFIG } from '../../src/passes/rules/catalog.ts'
import type { OfficerndPlans, Source, StripeOffers } from '../../src/payments/rules/offerings.ts'
import { readSettings, type Settings, secretsOf } from '../doctor/settings.ts'
import { stripeOf } from '../doctor/stripe.ts'
import { WEBFLOW_URL, waitFor, webflowApi } from '../webflow/api.ts'
import { type Cms, readCms } from './webflow.ts'

export interface Sources {
  stripe: StripeOffers
  officernd: OfficerndPlans
  webflow: Source<Cms | null>
}

type Environment = Readonly<Record<string, string | undefined>>

export async function readSources(environment: Environment, fetcher: Fetch): Promise<Sources> {
  const settings = readSettings('checkout', environment)
  const stripe = stripeOf(settings, fetcher)
  const officernd = secretsOf(settings, 'OFFICERND_CLIENT_ID', 'OFFICERND_CLIENT_SECRET')
  const token = environment.WEBFLOW_TOKEN
  const [fromStripe, fromOfficernd, fromWebflow] = await Promise.all([
    source(
      stripe &&
        (() =>
          stripeOffers(
            { ...prices(stripe), ...promotionCodes(stripe) },
            parsePairs(settings.vars.STRIPE_PRICES ?? '')
          )),
      {}
    ),
    source(officernd && (() => officerndPlans(settings, officernd, fetcher)), {}),
    source(
      token &&
        (() =>
          readCms(
            webflowApi({
              ...{ url: environment.WEBFLOW_URL ?? WEBFLOW_URL, token },
              ...{ fetcher, wait: waitFor },
            })
          )),
      null
    ),
  ])
  return { stripe: fromStripe, officernd: fromOfficernd, webflow: fromWebflow }
}

async function source<T>(
  read: (() => Promise<T>) | null | undefined | '',
  empty: T
): Promise<Source<T>> {
  if (!read) return { state: 'not asked', data: empty }
  try {
    return { state: 'asked', data: await read() }
  } catch {
    return { state: 'unreadable', data: empty }
  }
}

async function officerndPlans(
  { vars }: Settings,
  secrets: Record<'OFFICERND_CLIENT_ID' | 'OFFICERND_CLIENT_SECRET', string>,
  fetcher: Fetch
): Promise<Record<string, OfficerndPlan | null>> {
  const env = {
    ...secrets,
    OFFICERND_URL: vars.OFFICERND_URL ?? '',
    OFFICERND_TOKEN_URL: vars.OFFICERND_TOKEN_URL ?? '',
    OFFICERND_SCOPES: vars.OFFICERND_SCOPES ?? '',
    OFFICERND_OFFICE: vars.OFFICERND_OFFICE ?? '',
  }
  const { token } = await tokenFor(env, Date.now(), fetcher)
  const client = officerndFor(
    env,
    { token: async () => token, refresh: async () => token },
    fetcher
  )
  return plansIn(client, {
    ...parsePairs(vars.OFFICERND_PLANS ?? ''),
    ...Object.fromEntries(
      Object.values(PRODUCT_CONFIG).map(({ slug, officerndPlanId }) => [slug, officerndPlanId])
    ),
  })
}
