/** Whether Stripe takes the key, and has what the tables say: prices, the fee's product, codes, webhooks. */
import Stripe from 'stripe'
import type { Fetch } from '../../src/clients/http.ts'
import { API_VERSION } from '../../src/clients/stripe/version.ts'
import { formatCents } from '../../src/core/money.ts'
import { isLiveKey, parsePairs } from '../../src/core/settings.ts'
import { autoCodeOf, PLAN_CONFIG, type Plan } from '../../src/memberships/rules/plans.ts'
import { type Finding, notAsked, ok, type Settings, secretsOf, toAsk, wrong } from './settings.ts'

/** `null` without a key. */
export function stripeOf(settings: Settings, fetcher: Fetch): Stripe | null {
  const secrets = secretsOf(settings, 'STRIPE_SECRET_KEY')
  if (!secrets) return null
  const url = settings.vars.STRIPE_URL ?? ''
  return new Stripe(secrets.STRIPE_SECRET_KEY, {
    apiVersion: API_VERSION,
    maxNetworkRetries: 1,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((input, init) =>
      fetcher(String(input).replace('https://api.stripe.com', url), init ?? {})
    ),
  })
}

export async function stripeKey(settings: Settings, stripe: Stripe | null): Promise<Finding> {
  if (!stripe) return notAsked(`Stripe: STRIPE_SECRET_KEY of ${settings.name} is missing`)
  const failure = await failureOf(stripe.paymentIntents.list({ limit: 1 }))
  if (failure) return wrong(`Stripe refuses STRIPE_SECRET_KEY of ${settings.name} (${failure})`)
  const mode = isLiveKey(settings.secrets.STRIPE_SECRET_KEY ?? '')
    ? 'live: real money'
    : 'test mode'
  return ok(`Stripe takes STRIPE_SECRET_KEY of ${settings.name} (${mode})`)
}

/** The lists that a Worker reads: a restricted key needs a permission for each. */
const LISTS: Record<Settings['worker'], readonly string[]> = {
  checkout: [
    ...['payment_intents', 'charges', 'refunds', 'disputes', 'customers', 'events'],
    ...['setup_intents', 'subscriptions', 'invoices', 'promotion_codes', 'prices', 'products'],
  ],
  bookings: ['payment_intents', 'charges', 'refunds', 'disputes', 'customers', 'events'],
}

/** Whether the key may read every list in use; a missing permission is found here, before a customer finds it. */
export async function lists({ name, worker }: Settings, stripe: Stripe): Promise<Finding[]> {
  const asked = LISTS[worker].map(async (list) => {
    const failure = await failureOf(stripe.rawRequest('GET', `/v1/${list}?limit=1`))
    return failure
      ? wrong(
          `Stripe does not let the key of ${name} list ${list} (${failure}): add the permission`
        )
      : null
  })
  const missing = (await Promise.all(asked)).filter((finding) => finding !== null)
  return missing.length > 0
    ? missing
    : [ok(`Stripe lets the key of ${name} read all ${LISTS[worker].length} lists in use`)]
}

/** The list of events is rendered in the version that the account had at the time. */
export async function accountVersion(stripe: Stripe): Promise<Finding> {
  const { data } = await stripe.events.list({ limit: 1 })
  const version = data[0]?.api_version
  if (!version) return ok('the account’s API version: there is no event yet that shows it')
  return version === API_VERSION
    ? ok(`the account’s API version: ${version}, as the code’s`)
    : ok(
        `the account’s API version: ${version}; the code’s is ${API_VERSION}, so the object of each listed event is read again`
      )
}

export async function catalogue({ vars }: Settings, stripe: Stripe): Promise<Finding[]> {
  const prices = parsePairs(vars.STRIPE_PRICES ?? '')
  const plans = Object.values(PLAN_CONFIG)
  const found = await Promise.all(plans.map((plan) => priceOf(stripe, plan, prices[plan.slug])))
  const codes = await Promise.all(plans.map((plan) => autoCode(stripe, plan)))
  return [...found, await initiation(stripe, vars.STRIPE_INITIATION_PRODUCT ?? ''), ...codes]
}

async function priceOf(stripe: Stripe, plan: Plan, id: string | undefined): Promise<Finding> {
  const { slug, monthlyCents } = plan
  if (!id)
    return toAsk(`price of ${slug}: STRIPE_PRICES has none; \`npm run stripe:setup\` makes it`)
  const price = await orNull(stripe.prices.retrieve(id))
  if (!price) return wrong(`price of ${slug}: Stripe has no ${id} for this key`)
  const { unit_amount: cents, currency, recurring, active } = price
  const monthly = recurring?.interval === 'month' && recurring.interval_count === 1
  if (!active) return wrong(`price of ${slug}: ${id} is archived`)
  if (cents !== monthlyCents || currency !== 'usd' || !monthly)
    return wrong(
      `price of ${slug}: ${id} is ${cents} ${currency} ${monthly ? 'a month' : 'not by the month'}; the table says ${monthlyCents} usd a month`
    )
  return ok(`price of ${slug}: ${formatCents(monthlyCents)} a month`)
}

async function initiation(stripe: Stripe, id: string): Promise<Finding> {
  if (!id) return toAsk('initiation fees: STRIPE_INITIATION_PRODUCT is not set')
  const product = await orNull(stripe.products.retrieve(id))
  if (!product) return wrong(`initiation fees: Stripe has no product ${id} for this key`)
  return product.active
    ? ok(`initiation fees: product ${id}`)
    : wrong(`initiation fees: product ${id} is archived`)
}

/** None is as good as one: a plan has an automatic code or it has not. */
async function autoCode(stripe: Stripe, plan: Plan): Promise<Finding> {
  const code = autoCodeOf(plan)
  const { data } = await stripe.promotionCodes.list({ code, expand: ['data.promotion.coupon'] })
  const promo = data.find(({ active }) => active) ?? data[0]
  if (!promo) return ok(`${code}: there is none, the full initiation fee is due`)
  const { coupon } = promo.promotion
  const whole = coupon && typeof coupon === 'object' ? coupon : null
  const off = whole?.percent_off
    ? `${whole.percent_off} % off`
    : `${formatCents(whole?.amount_off ?? 0)} ${whole?.currency ?? ''} off`
  if (!promo.active) return ok(`${code}: over or switched off, the full initiation fee is due`)
  if (whole?.currency && whole.currency !== 'usd')
    return wrong(`${code}: is active, and takes off ${whole.currency}: it is never applied`)
  return ok(`${code}: active, ${off} the initiation fee`)
}

/** The signing secret itself is shown by Stripe to nobody: only a delivered event proves it. */
export async function webhook(
  { name, webhookUrl }: Settings,
  stripe: Stripe,
  events: readonly string[]
): Promise<Finding> {
  const { data } = await stripe.webhookEndpoints.list({ limit: 100 })
  const endpoint = data.find(({ url }) => url === webhookUrl)
  if (!endpoint) return wrong(`webhook of ${name}: Stripe has none to ${webhookUrl}`)
  const { status, enabled_events: enabled, api_version: version } = endpoint
  if (status !== 'enabled') return wrong(`webhook of ${name}: it is ${status}`)
  const missing = enabled.includes('*') ? [] : events.filter((one) => !enabled.includes(one))
  if (missing.length > 0) return wrong(`webhook of ${name}: it lacks ${missing.join(', ')}`)
  if (version !== API_VERSION)
    return wrong(
      `webhook of ${name}: it speaks ${version ?? 'the account’s version'}, the code ${API_VERSION}`
    )
  return ok(`webhook of ${name}: enabled, all ${events.length} events, ${API_VERSION}`)
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.statusCode === 404) return null
    throw error
  }
}

async function failureOf(asked: Promise<unknown>): Promise<string | null> {
  try {
    await asked
    return null
  } catch (error) {
    return String((error as { statusCode?: number }).statusCode ?? 'no answer')
  }
}
