/** The checkout Worker: memberships and day passes. Every route is on this page. */

import type { CheckoutEnv } from '../durable/env.ts'
import { houseOf, worldOf } from '../durable/world.ts'
import { completePurchase } from '../flows/complete-purchase.ts'
import { createPurchase } from '../flows/create-purchase.ts'
import { isForSale, passDayNow, productNamed } from '../flows/shelf.ts'
import { sweep } from '../flows/sweep.ts'
import { validatePromo } from '../flows/validate-promo.ts'
import { takeEvent } from '../flows/webhook.ts'
import type { House } from '../flows/world.ts'
import { PRODUCT_CONFIG, type Product } from '../rules/catalog.ts'
import { Refusal } from '../rules/refusals.ts'
import { dayInWords } from '../rules/time.ts'
import {
  CompletePurchase,
  type CompletePurchaseAnswer,
  CreatePurchase,
  type CreatePurchaseAnswer,
  type ProductAnswer,
  type ProductPageAnswer,
  ValidatePromo,
  type ValidatePromoAnswer,
} from './contract.ts'
import { body, politeApp } from './http.ts'
import { receive } from './webhook.ts'

export { AttemptLedger, MemberDesk, PromoLedger, TokenKeeper } from '../durable/objects.ts'
export { PassRun } from '../durable/workflows.ts'

/** The cron that fires at 11:00 UTC, when Seattle is asleep, looks 30 days back. */
const NIGHTLY_CRON = '0 11 * * *'

const app = politeApp<{ Bindings: CheckoutEnv }>({
  '/health': 'GET',
  '/products': 'GET',
  '/products/:slug': 'GET',
  '/validate-promo': 'POST',
  '/create-purchase': 'POST',
  '/complete-purchase': 'POST',
  '/webhook': 'POST',
})

const invalidProduct = () => new Refusal('invalid-product', 'slug')

app
  .get('/health', (c) => c.json({ ok: true, worker: 'labour-temple-checkout' }))

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

  .post('/validate-promo', body(ValidatePromo, invalidProduct), async (c) => {
    const answer: ValidatePromoAnswer = await validatePromo(worldOf(c.env), c.req.valid('json'))
    return c.json(answer)
  })

  .post('/create-purchase', body(CreatePurchase, invalidProduct), async (c) => {
    const answer: CreatePurchaseAnswer = await createPurchase(worldOf(c.env), c.req.valid('json'))
    return c.json(answer)
  })

  .post('/complete-purchase', body(CompletePurchase, invalidProduct), async (c) => {
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

function answerOf(product: Product, house: House): ProductAnswer {
  const { slug, name, priceCents, termsUrl } = product
  return { slug, name, priceCents, termsUrl, forSale: isForSale(product, house) }
}

export default {
  fetch: app.fetch,
  async scheduled({ cron }, env) {
    await sweep(worldOf(env), { nightly: cron === NIGHTLY_CRON })
  },
} satisfies ExportedHandler<CheckoutEnv>
