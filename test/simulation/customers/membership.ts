/** A visitor who wants to be a member, and does what people do: press again when it fails. */
import { completeCheckout } from '../../../src/memberships/api/complete-checkout.ts'
import { createPayment } from '../../../src/memberships/api/create-payment.ts'
import type { Quote } from '../../../src/memberships/rules/quote.ts'
import { settle } from '../settle.ts'
import type { Sim } from '../simulation.ts'
import { confirm } from './pass.ts'

export const GRACE = {
  plan: 'all-access',
  firstName: 'Grace',
  lastName: 'Hopper',
  email: 'grace@example.com',
  phone: '+1 206 555 0101',
  attemptId: '7a1d5c2f-9b66-4f1f-8e48-4b3f7f2f9b01',
}

export type JoinOrder = typeof GRACE & { promo?: string }

export interface SetUp {
  setupIntentId: string
  clientSecret: string
  memberId: string
  quote: Quote
}

/** Presses Join until the customer can give their card. */
export async function pressJoin(sim: Sim, order: JoinOrder): Promise<SetUp> {
  let last: unknown
  for (let nth = 0; nth < sim.presses; nth++) {
    try {
      const answer = await createPayment(sim.checkout, order)
      if ('clientSecret' in answer) return answer
      throw new Error(`already ${answer.outcome}`)
    } catch (error) {
      last = error
      sim.advance(20_000)
    }
  }
  throw new Error('the customer could not join', { cause: last })
}

export function giveCard(sim: Sim, setUp: SetUp, method = 'pm_card_visa'): Promise<string> {
  return confirm(sim, `setup_intents/${setUp.setupIntentId}`, setUp.clientSecret, method)
}

/** The page's last call; the customer may have closed the tab, so its failure is nobody's. */
export async function completeJoin(sim: Sim, order: JoinOrder, setUp: SetUp) {
  const { plan } = order
  const { memberId, setupIntentId } = setUp
  try {
    return await completeCheckout(sim.checkout, { plan, memberId, setupIntentId })
  } catch (error) {
    return error
  }
}

/** From the first press to quiet: what the rule is judged on. */
export async function joinAndSettle(sim: Sim, order: JoinOrder): Promise<SetUp> {
  const setUp = await pressJoin(sim, order)
  const status = await giveCard(sim, setUp)
  if (status !== 'succeeded') throw new Error(`not set up: ${status}`)
  await completeJoin(sim, order, setUp)
  await sim.drain()
  await settle(sim, 'checkout')
  return setUp
}
