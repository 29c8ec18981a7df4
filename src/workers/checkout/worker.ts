/** The checkout Worker: memberships and day passes. All routes are in this file. */

import { formatDay } from '../../core/time.ts'
import {
  CompleteCheckout,
  type CompleteCheckoutResponse,
  CreatePayment,
  type CreatePaymentResponse,
  type PlanPageResponse,
  type PlanResponse,
  type ValidatePlanPromoResponse,
} from '../../memberships/contract.ts'
import {
  completeCheckout,
  createPayment,
  getPlanPage,
  isPlanForSale,
  PLAN_CONFIG,
  type Plan,
  requirePlan,
  validatePlanPromo,
} from '../../memberships/index.ts'
import { sendMonthlyReport } from '../../operations/reconciliation-email.ts'
import { parseMonth } from '../../operations/reconciliation-report.ts'
import {
  CompletePurchase,
  type CompletePurchaseResponse,
  CreatePurchase,
  type CreatePurchaseResponse,
  type ProductPageResponse,
  type ProductResponse,
  type ValidatePromoResponse,
} from '../../passes/contract.ts'
import {
  completePurchase,
  createPurchase,
  isForSale,
  PRODUCT_CONFIG,
  type Product,
  passDayNow,
  requireProduct,
  validatePromo,
} from '../../passes/index.ts'
import { ValidatePromo } from '../../payments/contract.ts'
import { body, createApp } from '../http/app.ts'
import { clientAddress } from '../http/client-address.ts'
import { healthRoute } from '../http/health.ts'
import { Repair, reportResponse, requireOperatorToken } from '../http/operators.ts'
import { isPaused, requireOpenSales } from '../http/sales-paused.ts'
import { requireTurnstile } from '../http/turnstile.ts'
import { webhookRoute } from '../http/webhook.ts'
import { readCheckoutConfig } from './config.ts'
import type { CheckoutConfig } from './context.ts'
import { createCheckoutContext } from './create-context.ts'
import type { CheckoutEnv } from './env.ts'
import { compareOfferings } from './offerings.ts'
import {
  handleStripeEvent,
  reconcileCheckout,
  repairCheckout,
  sweepCheckout,
} from './operations.ts'

export { RateLimiter } from '../platform/rate-limiter.ts'
export { SweepRecord } from '../platform/sweep-record.ts'
export { AccessTokenCache, AttemptLedger, MemberWriter, PromoLedger } from './durable-objects.ts'
export { MembershipWorkflow, PassWorkflow } from './workflows.ts'

/** At 11:00 UTC, which is night in Seattle: this sweep covers the last 30 days. */
const NIGHTLY_CRON = '0 11 * * *'

const app = createApp<{ Bindings: CheckoutEnv }>(requireOperatorToken())

function validatePlanFirst({ plan }: Record<string, unknown>): void {
  requirePlan(typeof plan === 'string' ? plan : '')
}

function validateSlugFirst({ slug }: Record<string, unknown>): void {
  requireProduct(typeof slug === 'string' ? slug : '')
}

function validatePlanOrSlugFirst(sent: Record<string, unknown>): void {
  if ('plan' in sent) validatePlanFirst(sent)
  else validateSlugFirst(sent)
}

app
  .get('/health', (c) => healthRoute(c, 'labour-temple-checkout'))

  .get('/plans', (c) => {
    const config = readCheckoutConfig(c.env)
    const plans = Object.values(PLAN_CONFIG).map((plan) => planResponse(plan, config, c.env))
    return c.json({ plans } satisfies { plans: PlanResponse[] })
  })

  .get('/plans/:slug', async (c) => {
    const ctx = createCheckoutContext(c.env)
    const { plan, quote, autoPromo } = await getPlanPage(ctx, c.req.param('slug'))
    const response: PlanPageResponse = {
      plan: planResponse(plan, ctx.config, c.env),
      quote,
      autoPromo,
    }
    return c.json(response)
  })

  .get('/products', (c) => {
    const config = readCheckoutConfig(c.env)
    const products = Object.values(PRODUCT_CONFIG).map((product) =>
      productResponse(product, config, c.env)
    )
    return c.json({ products } satisfies { products: ProductResponse[] })
  })

  .get('/products/:slug', (c) => {
    const config = readCheckoutConfig(c.env)
    const product = requireProduct(c.req.param('slug'))
    const passDate = passDayNow({ config, now: Date.now })
    return c.json({
      product: productResponse(product, config, c.env),
      passDate,
      passDateWords: formatDay(passDate),
    } satisfies ProductPageResponse)
  })

  .post(
    '/validate-promo',
    body(ValidatePromo, validatePlanOrSlugFirst),
    requireTurnstile,
    async (c) => {
      const { code, plan, slug = '' } = c.req.valid('json')
      const ctx = createCheckoutContext(c.env, clientAddress(c))
      const response: ValidatePromoResponse | ValidatePlanPromoResponse =
        plan === undefined
          ? await validatePromo(ctx, { slug, code })
          : await validatePlanPromo(ctx, { plan, code })
      return c.json(response)
    }
  )

  .post(
    '/create-payment',
    body(CreatePayment, validatePlanFirst),
    requireOpenSales('memberships'),
    requireTurnstile,
    async (c) => {
      const ctx = createCheckoutContext(c.env, clientAddress(c))
      const response: CreatePaymentResponse = await createPayment(ctx, c.req.valid('json'))
      return c.json(response)
    }
  )

  .post('/complete-checkout', body(CompleteCheckout, validatePlanFirst), async (c) => {
    const response: CompleteCheckoutResponse = await completeCheckout(
      createCheckoutContext(c.env),
      c.req.valid('json')
    )
    return c.json(response)
  })

  .post(
    '/create-purchase',
    body(CreatePurchase, validateSlugFirst),
    requireOpenSales('passes'),
    requireTurnstile,
    async (c) => {
      const ctx = createCheckoutContext(c.env, clientAddress(c))
      const response: CreatePurchaseResponse = await createPurchase(ctx, c.req.valid('json'))
      return c.json(response)
    }
  )

  .post('/complete-purchase', body(CompletePurchase, validateSlugFirst), async (c) => {
    const response: CompletePurchaseResponse = await completePurchase(
      createCheckoutContext(c.env),
      c.req.valid('json')
    )
    return c.json(response)
  })

  .post('/webhook', (c) => {
    const ctx = createCheckoutContext(c.env)
    const { stripe, config } = ctx
    return webhookRoute(c, {
      stripe,
      live: config.isLiveMode,
      handleEvent: (event) => handleStripeEvent(ctx, event, 'webhook'),
    })
  })

  .get('/reconcile', (c) => {
    const month = parseMonth(c.req.query('month'))
    return reportResponse(c, 'checkout', reconcileCheckout(createCheckoutContext(c.env), month))
  })

  .post('/reconcile/repair', body(Repair), async (c) =>
    c.json(await repairCheckout(createCheckoutContext(c.env), c.req.valid('json')))
  )

function planResponse(plan: Plan, config: CheckoutConfig, env: CheckoutEnv): PlanResponse {
  return { ...plan, forSale: isPlanForSale(plan, config) && !isPaused(env, 'memberships') }
}

function productResponse(
  product: Product,
  config: CheckoutConfig,
  env: CheckoutEnv
): ProductResponse {
  const { slug, name, priceCents, termsUrl } = product
  const forSale = isForSale(product, config) && !isPaused(env, 'passes')
  return { slug, name, priceCents, termsUrl, forSale }
}

export default {
  fetch: app.fetch,
  async scheduled({ cron }, env) {
    const ctx = createCheckoutContext(env)
    const nightly = cron === NIGHTLY_CRON
    await sweepCheckout(ctx, { nightly })
    if (nightly) await sendMonthlyReport(ctx, 'checkout', reconcileCheckout, compareOfferings)
  },
} satisfies ExportedHandler<CheckoutEnv>
