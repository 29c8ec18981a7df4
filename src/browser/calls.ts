/** The two requests of a purchase: one before Stripe is asked to charge, one after. */
import type {
  CompletePurchaseAnswer,
  CreatePurchase,
  CreatePurchaseAnswer,
} from '../workers/contract.ts'
import { type Api, Refused } from './api.ts'
import type { Person } from './form.ts'
import type { Memory } from './memory.ts'
import type { Order } from './order.ts'
import type { Purchase } from './purchase-contract.ts'
import { pressAgain } from './words.ts'

/** Nothing is wrong, but the customer must see something new before she presses again. */
export class Again extends Error {}

export interface Shop {
  slug: string
  api: Api
  memory: Memory
  order: Order
}

export async function createPurchase(
  { slug, api, memory, order }: Shop,
  person: Person
): Promise<Purchase> {
  const promo = window._promo
  const body: CreatePurchase = {
    slug,
    ...person,
    ...(promo ? { promo } : {}),
    attemptId: memory.attemptId(),
  }
  const answer = await api.post<CreatePurchaseAnswer>('/create-purchase', body)
  if ('alreadyPaid' in answer) {
    memory.succeed({ outcome: answer.outcome }, order.passDate(), Date.now())
    return { alreadyPaid: true }
  }
  const news = order.adopt(answer)
  if (news.length) throw new Again([...news, pressAgain].join(' '))
  const { clientSecret, paymentIntentId, memberId } = answer
  const customerName = `${person.firstName} ${person.lastName}`
  const billing = { name: customerName, email: person.email, phone: person.phone }
  return { clientSecret, paymentIntentId, memberId, slug, customerName, billing }
}

export async function completePurchase(
  { api, memory, order }: Shop,
  body: { memberId: string; paymentIntentId: string; slug: string; customerName: string }
): Promise<void> {
  const answer = await api
    .post<CompletePurchaseAnswer>('/complete-purchase', body)
    .catch((error: unknown): CompletePurchaseAnswer => {
      // The payment was confirmed: whatever else goes wrong, the Worker hears of it from Stripe.
      if (error instanceof Refused && error.code === 'not-paid') throw error
      return { outcome: 'working' }
    })
  memory.succeed(answer, order.passDate(), Date.now())
}
