/** What is read from the vendors for the comparison. A source that fails does not hide the others. */
import type Stripe from 'stripe'
import { tokenFor } from '../../src/clients/checkout-clients.ts'
import { type Fetch, requestJson } from '../../src/clients/http.ts'
import { parsePairs } from '../../src/core/settings.ts'
import { autoCodeOf, PLAN_CONFIG } from '../../src/memberships/rules/plans.ts'
import { PRODUCT_CONFIG } from '../../src/passes/rules/catalog.ts'
import { readSettings, type Settings, secretsOf } from '../doctor/settings.ts'
import { stripeOf } from '../doctor/stripe.ts'
import { WEBFLOW_URL, waitFor, webflowApi } from '../webflow/api.ts'
import type { SourceState } from './offering.ts'
import { type Cms, readCms } from './webflow.ts'

export interface StripeOffer {
  priceCents: number | null
  currency: string
  /** `month`, `2 month`, `once` */
  interval: string
  active: boolean
  /** Currency of a fixed amount off, percent, or `null` without an active automatic code. */
  autoCode: string | null
}

export interface OfficerndPlan {
  name: string
  priceCents: number | null
  validityMonths: number | null
}

export interface Source<T> {
  state: SourceState
  data: T
}

export interface Sources {
  stripe: Source<Readonly<Record<string, StripeOffer | null>>>
  officernd: Source<Readonly<Record<string, OfficerndPlan | null>>>
  webflow: Source<Cms | null>
}

type Environment = Readonly<Record<string, string | undefined>>

export async function readSources(environment: Environment, fetcher: Fetch): Promise<Sources> {
  const settings = readSettings('checkout', environment)
  const stripe = stripeOf(settings, fetcher)
  const officernd = secretsOf(settings, 'OFFICERND_CLIENT_ID', 'OFFICERND_CLIENT_SECRET')
  const token = environment.WEBFLOW_TOKEN
  const [fromStripe, fromOfficernd, fromWebflow] = await Promise.all([
    source(stripe && (() => stripeOffers(settings, stripe)), {}),
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

async function stripeOffers(
  { vars }: Settings,
  stripe: Stripe
): Promise<Record<string, StripeOffer | null>> {
  const prices = parsePairs(vars.STRIPE_PRICES ?? '')
  const offers: Record<string, StripeOffer | null> = {}
  for (const plan of Object.values(PLAN_CONFIG)) {
    const id = prices[plan.slug]
    const { data } = await stripe.promotionCodes.list({
      code: autoCodeOf(plan),
      active: true,
      expand: ['data.promotion.coupon'],
    })
    offers[plan.slug] = id ? offerOf(await stripe.prices.retrieve(id), data[0]) : null
  }
  return offers
}

function offerOf(price: Stripe.Price, code: Stripe.PromotionCode | undefined): StripeOffer {
  const { recurring } = price
  const coupon = code?.promotion.coupon
  const off =
    coupon && typeof coupon === 'object' ? (coupon.currency ?? `${coupon.percent_off} %`) : null
  return {
    priceCents: price.unit_amount,
    currency: price.currency,
    interval: recurring
      ? `${recurring.interval_count === 1 ? '' : `${recurring.interval_count} `}${recurring.interval}`
      : 'once',
    active: price.active,
    autoCode: off,
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
  const ids = {
    ...parsePairs(vars.OFFICERND_PLANS ?? ''),
    ...Object.fromEntries(
      Object.values(PRODUCT_CONFIG).map(({ slug, officerndPlanId }) => [slug, officerndPlanId])
    ),
  }
  const plans: Record<string, OfficerndPlan | null> = {}
  for (const [slug, id] of Object.entries(ids)) {
    const answer = await requestJson(fetcher, {
      vendor: 'officernd',
      method: 'GET',
      url: `${env.OFFICERND_URL}/plans/${encodeURIComponent(id)}`,
      headers: { authorization: `Bearer ${token}` },
    })
    plans[slug] = planFrom(answer)
  }
  return plans
}

/** What a field that is missing means is not known: it reads as blank. */
function planFrom(answer: unknown): OfficerndPlan {
  const { name, price, passesValidityPeriod } = answer as Record<string, unknown>
  const validity = (passesValidityPeriod as { intervalCount?: unknown } | undefined)?.intervalCount
  return {
    name: typeof name === 'string' ? name : '',
    priceCents: typeof price === 'number' ? Math.round(price * 100) : null,
    validityMonths: typeof validity === 'number' ? validity : null,
  }
}
