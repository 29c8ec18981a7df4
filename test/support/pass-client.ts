/** A shopper at the real Workers: orders, pays and completes over HTTP, as the page does. */
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import type { CreatePurchase } from '../../src/passes/contract.ts'
import { NO_LIMITS, type Stack, type StackOptions, startStack } from '../sandbox/stack.ts'
import { watch } from './observe.ts'

export { pause, until } from './observe.ts'

export const PAGE = 'https://www.labourtemple.com'
export const TEAM = [
  'admin@labourtemple.com',
  'membership@labourtemple.com',
  'chris@hundredacre.design',
]
/** workerd closes the connection of a body that it has refused unread: each has one of its own. */
export const POSTED = { 'content-type': 'application/json', origin: PAGE, connection: 'close' }

/** As the checkout Worker's configuration has them. */
export const HOURS = { closesAt: '17:00', openWeekdays: [1, 2, 3, 4, 5] }

/** A request on a connection of its own, for the same reason. */
export const alone = (init: RequestInit): RequestInit => ({
  ...init,
  headers: { connection: 'close', ...(init.headers as Record<string, string>) },
})

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The body, or nothing when it is no JSON object. */
  said: Record<string, unknown>
}

export interface Begun {
  clientSecret: string
  paymentIntentId: string
  memberId: string
  amountCents: number
  passDate: string
  attemptId: string
}

export type PassClient = ReturnType<typeof startPassClient>

export async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {}
  const fits = typeof said === 'object' && said !== null
  const { status, headers } = response
  return { status, headers, text, said: fits ? (said as Answer['said']) : {} }
}

export function newOrder(changes: Partial<CreatePurchase> = {}): CreatePurchase {
  return {
    slug: 'day-pass',
    firstName: 'Ada',
    lastName: 'Byron',
    email: `ada-${randomUUID().slice(0, 13)}@example.com`,
    phone: '+1 206 555 0100',
    attemptId: randomUUID(),
    ...changes,
  }
}

/** One stack for the file that calls this; faults, delays and held webhooks end with each test. */
export function startPassClient(options: StackOptions = {}) {
  let started: Stack | undefined
  const stack = () => {
    if (!started) throw new Error('The stack is not up yet')
    return started
  }
  beforeAll(async () => {
    const vars = { ...NO_LIMITS, ...options.vars }
    started = await startStack({ built: inject('built'), ...options, vars })
  })
  afterAll(() => started?.close())
  afterEach(async () => {
    await stack().clearFaults()
    await stack().latency(0)
    await stack().webhooks('normal')
    await stack().deliver()
  })
  const till = tillOf(stack)
  return { stack, ...till, ...watch(stack), ...visits(till) }
}

function tillOf(stack: () => Stack) {
  const send = async (path: string, init: RequestInit) =>
    read(await fetch(stack().checkout.url + path, alone(init)))
  const stripe = async (path: string, fields: Record<string, string>, key = 'sk_test_sandbox') =>
    read(
      await fetch(`${stack().sandbox.url}/stripe/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: new URLSearchParams(fields),
      })
    )
  return {
    /** Any request to the checkout Worker, as it is. */
    send,
    /** As a page of ours posts. */
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      send(path, {
        method: 'POST',
        headers: { ...POSTED, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    /** What staff do in Stripe's dashboard. */
    stripe,
    /** As Stripe.js confirms; answers with the payment's state, or with the code of the error. */
    async payWith({ paymentIntentId, clientSecret }: Begun, method = 'pm_card_visa') {
      const path = `/payment_intents/${paymentIntentId}/confirm`
      const fields = { client_secret: clientSecret, payment_method: method }
      const { said } = await stripe(path, fields, 'pk_test_sandbox')
      const error = said.error as { code?: string; message?: string } | undefined
      return String(error ? (error.code ?? error.message) : said.status)
    },
  }
}

function visits({ post, payWith }: ReturnType<typeof tillOf>) {
  const begin = async (order = newOrder()): Promise<Begun> => {
    const answer = await post('/create-purchase', order)
    expect(answer.text, 'create-purchase').toContain('clientSecret')
    return answer.said as unknown as Begun
  }
  const complete = ({ memberId, paymentIntentId }: Begun, more: object = {}) =>
    post('/complete-purchase', {
      ...{ slug: 'day-pass', memberId, paymentIntentId, customerName: 'Ada Byron' },
      ...more,
    })
  return {
    begin,
    complete,
    /** Up to a paid card payment, the page closed before it could say so. */
    async payAndLeave(changes: Partial<CreatePurchase> = {}) {
      const order = newOrder(changes)
      const begun = await begin(order)
      expect(await payWith(begun)).toBe('succeeded')
      return { order, begun }
    },
    async buy(changes: Partial<CreatePurchase> = {}) {
      const order = newOrder(changes)
      const begun = await begin(order)
      expect(await payWith(begun)).toBe('succeeded')
      const answer = await complete(begun)
      expect(answer.said.outcome, answer.text).toBe('granted')
      return { order, begun, answer }
    },
  }
}
