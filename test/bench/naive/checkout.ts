/**
 * The naive Worker of Tracks 1 and 3: written from the documents and nothing
 * else. Their steps stand in their order, each awaited before the next.
 */
import { answer, type Body, json, Wrong } from './answer.ts'
import { promoFor } from './customers.ts'
import { completeCheckout, createPayment, PLAN_CONFIG } from './memberships.ts'
import { completePurchase, createPurchase, PRODUCT_CONFIG } from './purchases.ts'
import type { CheckoutEnv } from './sale.ts'

async function route(path: string, request: Request, env: CheckoutEnv): Promise<Response> {
  if (path === '/health') return json({ ok: true })
  if (path === '/plans') return json({ plans: PLAN_CONFIG })
  if (path === '/products') return json({ products: PRODUCT_CONFIG })
  // The documents give this Worker no webhook; the sandbox posts to every Worker.
  if (path === '/webhook') return json({ received: true })
  const body = (await request.json()) as Body
  switch (path) {
    case '/validate-promo':
      return json({ promo: await promoFor(env, body.code ?? '') })
    case '/create-payment':
      return createPayment(env, body)
    case '/complete-checkout':
      return completeCheckout(env, body)
    case '/create-purchase':
      return createPurchase(env, body)
    case '/complete-purchase':
      return completePurchase(env, body)
    default:
      throw new Wrong(404, 'Not found')
  }
}

export default {
  fetch: (request: Request, env: CheckoutEnv) => answer(request, env, route),
}
