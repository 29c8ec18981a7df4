/** The checkout Worker: memberships and day passes. Every route is on this page. */
import { dayInWords } from '../../core/time.ts'
import { completeCheckout } from '../../memberships/api/complete-checkout.ts'
import { createPayment } from '../../memberships/api/create-payment.ts'
import {
  CompleteCheckout,
  type CompleteCheckoutAnswer,
  CreatePayment,
  type CreatePaymentAnswer,
  type PlanAnswer,
  type PlanPageAnswer,
  type ValidatePlanPromoAnswer,
} from '../../memberships/contract.ts'
import { isPlanForSale, planNamed } from '../../memberships/for-sale.ts'
import { planPage, validatePlanPromo } from '../../memberships/pricing.ts'
import { PLAN_CONFIG, type Plan } from '../../memberships/rules/plans.ts'
import { writeMonthly } from '../../operations/reconciliation-email.ts'
import { monthAsked } from '../../operations/reconciliation-report.ts'
import { completePurchase } from '../../passes/api/complete-purchase.ts'
import { createPurchase } from '../../passes/api/create-purchase.ts'
import { validatePromo } from '../../passes/api/validate-promo.ts'
import {
  CompletePurchase,
  type CompletePurchaseAnswer,
  CreatePurchase,
  type CreatePurchaseAnswer,
  type ProductAnswer,
  type ProductPageAnswer,
  type ValidatePromoAnswer,
} from '../../passes/contract.ts'
import { isForSale, passDayNow, productNamed } from '../../passes/for-sale.ts'
import { PRODUCT_CONFIG, type Product } from '../../passes/rules/catalog.ts'
import type { House } from '../../payments/context.ts'
import { ValidatePromo } from '../../payments/contract.ts'
import { addressOf, body, politeApp } from '../http/app.ts'
import { operatorsOnly, Repair, reportAnswer } from '../http/operators.ts'
import { personOnly } from '../http/turnstile.ts'
import { receive } from '../http/webhook.ts'
import { houseOf, worldOf } from './context.ts'
import type { CheckoutEnv } from './env.ts'
import { reconcileCheckout, repairCheckout, sweepCheckout, takeEvent } from './operations.ts'

export { AttemptLedger } from '../platform/attempt-ledger.ts'
export { Limiter } from '../platform/rate-limiter.ts'
export { MemberDesk, PromoLedger, TokenKeeper } from './durable-objects.ts'
export { MembershipRun, PassRun } from './workflows.ts'

/** The cron that fires at 11:00 UTC, when Seattle is asleep, looks 30 days back. */
const NIGHTLY_CRON = '0 11 * * *'

const app = politeApp<{ Bindings: CheckoutEnv }>(
  {
    '/health': 'GET',
    '/plans': 'GET',
    '/plans/:slug': 'GET',
    '/products': 'GET',
    '/products/:slug': 'GET',
    '/validate-promo': 'POST',
    '/create-payment': 'POST',
    '/complete-checkout': 'POST',
    '/create-purchase': 'POST',
    '/complete-purchase': 'POST',
    '/webhook': 'POST',
    '/reconcile': 'GET',
    '/reconcile/repair': 'POST',
  },
  operatorsOnly()
)

const planFirst = ({ plan }: Record<string, unknown>) =>
  void planNamed(typeof plan === 'string' ? plan : '')
const planOrSlugFirst = (sent: Record<string, unknown>) =>
  'plan' in sent ? planFirst(sent) : slugFirst(sent)
const slugFirst = ({ slug }: Record<string, unknown>) =>
  void productNamed(typeof slug === 'string' ? slug : '')

app
  .get('/health', (c) => c.json({ ok: true, worker: 'labour-temple-checkout' }))

  .get('/plans', (c) => {
    const house = houseOf(c.env)
    const plans = Object.values(PLAN_CONFIG).map((plan) => planAnswer(plan, house))
    return c.json({ plans } satisfies { plans: PlanAnswer[] })
  })

  .get('/plans/:slug', async (c) => {
    const world = worldOf(c.env)
    const { plan, quote, autoPromo } = await planPage(world, c.req.param('slug'))
    const answer: PlanPageAnswer = { plan: planAnswer(plan, world.house), quote, autoPromo }
    return c.json(answer)
  })

  .get('/products', (c) => {
    const house = houseOf(c.env)
    const products = Object.values(PRODUCT_CONFIG).map((product) => answerOf(product, house))
    return c.json({ products } satisfies { products: ProductAnswer[] })
  })

  .get('/products/:slug', (c) => {
    const house = houseOf(c.env)
    const product = productNamed(c.req.param('slug'))
    const passDate = passDayNow({ house, now: Date.now })
    return c.json({
      product: answerOf(product, house),
      passDate,
      passDateWords: dayInWords(passDate),
    } satisfies ProductPageAnswer)
  })

  .post('/validate-promo', body(ValidatePromo, planOrSlugFirst), personOnly, async (c) => {
    const { code, plan, slug = '' } = c.req.valid('json')
    const world = worldOf(c.env, addressOf(c))
    const answer: ValidatePromoAnswer | ValidatePlanPromoAnswer =
      plan === undefined
        ? await validatePromo(world, { slug, code })
        : await validatePlanPromo(world, { plan, code })
    return c.json(answer)
  })

  .post('/create-payment', body(CreatePayment, planFirst), personOnly, async (c) => {
    const world = worldOf(c.env, addressOf(c))
    const answer: CreatePaymentAnswer = await createPayment(world, c.req.valid('json'))
    return c.json(answer)
  })

  .post('/complete-checkout', body(CompleteCheckout, planFirst), async (c) => {
    const answer: CompleteCheckoutAnswer = await completeCheckout(
      worldOf(c.env),
      c.req.valid('json')
    )
    return c.json(answer)
  })

  .post('/create-purchase', body(CreatePurchase, slugFirst), personOnly, async (c) => {
    const world = worldOf(c.env, addressOf(c))
    const answer: CreatePurchaseAnswer = await createPurchase(world, c.req.valid('json'))
    return c.json(answer)
  })

  .post('/complete-purchase', body(CompletePurchase, slugFirst), async (c) => {
    const answer: CompletePurchaseAnswer = await completePurchase(
      worldOf(c.env),
      c.req.valid('json')
    )
    return c.json(answer)
  })

  .post('/webhook', (c) => {
    const world = worldOf(c.env)
    const { stripe, house } = world
    return receive(c, {
      stripe,
      live: house.live,
      take: (event) => takeEvent(world, event, 'webhook'),
    })
  })

  .get('/reconcile', (c) => {
    const month = monthAsked(c.req.query('month'))
    return reportAnswer(c, 'checkout', reconcileCheckout(worldOf(c.env), month))
  })

  .post('/reconcile/repair', body(Repair), async (c) =>
    c.json(await repairCheckout(worldOf(c.env), c.req.valid('json')))
  )

function planAnswer(plan: Plan, house: House): PlanAnswer {
  return { ...plan, forSale: isPlanForSale(plan, house) }
}

function answerOf(product: Product, house: House): ProductAnswer {
  const { slug, name, priceCents, termsUrl } = product
  return { slug, name, priceCents, termsUrl, forSale: isForSale(product, house) }
}

export default {
  fetch: app.fetch,
  async scheduled({ cron }, env) {
    const world = worldOf(env)
    const nightly = cron === NIGHTLY_CRON
    await sweepCheckout(world, { nightly })
    if (nightly) await writeMonthly(world, 'checkout', reconcileCheckout)
  },
} satisfies ExportedHandler<CheckoutEnv>
