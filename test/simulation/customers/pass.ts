/** A visitor who wants a day pass, and does what people do: press again when it fails. */
import { completePurchase } from '../../../src/passes/api/complete-purchase.ts'
import { createPurchase } from '../../../src/passes/api/create-purchase.ts'
import { settle } from '../settle.ts'
import type { Sim } from '../simulation.ts'

export const ADA = {
  slug: 'day-pass',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  phone: '+1 206 555 0100',
  attemptId: '6f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a01',
}

export type Order = typeof ADA & { promo?: string }

export interface Intent {
  paymentIntentId: string
  clientSecret: string
  memberId: string
  amountCents: number
  passDate: string
}

/** Presses Buy Now until the customer can pay. */
export async function press(sim: Sim, order: Order): Promise<Intent> {
  let last: unknown
  for (let nth = 0; nth < sim.presses; nth++) {
    try {
      const answer = await createPurchase(sim.checkout, order)
      if ('clientSecret' in answer) return answer
      throw new Error('already paid')
    } catch (error) {
      last = error
      sim.advance(20_000)
    }
  }
  throw new Error('the customer could not buy', { cause: last })
}

/** What Stripe.js does when the customer confirms an intent, such as `payment_intents/pi_…`. */
export async function confirm(
  sim: Sim,
  intent: string,
  clientSecret: string,
  method: string
): Promise<string> {
  const request = new Request(`http://sandbox.test/stripe/v1/${intent}/confirm`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer pk_test_sandbox',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ client_secret: clientSecret, payment_method: method }).toString(),
  })
  const answer = await sim.sandbox.fetch(request)
  const body = (await answer.json()) as { status?: string; error?: { code: string } }
  return body.status ?? body.error?.code ?? 'unknown'
}

export function pay(sim: Sim, intent: Intent, method = 'pm_card_visa'): Promise<string> {
  return confirm(sim, `payment_intents/${intent.paymentIntentId}`, intent.clientSecret, method)
}

/** The page's last call; the customer may have closed the tab, so its failure is nobody's. */
export async function complete(sim: Sim, order: Order, intent: Intent) {
  try {
    return await completePurchase(sim.checkout, {
      slug: order.slug,
      memberId: intent.memberId,
      paymentIntentId: intent.paymentIntentId,
      customerName: `${order.firstName} ${order.lastName}`,
    })
  } catch {
    return null
  }
}

/** From the first press to quiet: what the rule is judged on. */
export async function buyAndSettle(sim: Sim, order: Order): Promise<Intent> {
  const intent = await press(sim, order)
  const status = await pay(sim, intent)
  if (status !== 'succeeded') throw new Error(`not paid: ${status}`)
  await complete(sim, order, intent)
  await sim.drain()
  await settle(sim, 'checkout')
  return intent
}

/** The page is closed after paying, and no webhook arrives. */
export async function payUnseen(sim: Sim): Promise<Intent> {
  await sim.control('/__webhooks', { mode: 'drop' })
  const intent = await press(sim, ADA)
  await pay(sim, intent)
  return intent
}
