/** A customer who buys as the page does. Both sides have the same routes. */
import { randomUUID } from 'node:crypto'
import type { Stage } from './environment.ts'

const PAGE = 'https://www.labourtemple.com'

export interface Answer {
  status: number
  said: Record<string, unknown>
}

/** An unpaid intent and what it was made from. */
export interface Begun {
  order: Order
  intentId: string
  clientSecret: string
  memberId: string
}

export interface Order {
  path: string
  body: Record<string, unknown> & { email: string }
}

export interface Day {
  date: string
  start: string
  hours: number
}

let customers = 0

const person = () => {
  customers += 1
  const email = `customer${customers}@example.com`
  return { firstName: 'Ada', lastName: 'Byron', email, phone: '+1 206 555 0100' }
}

export const passOrder = (changes: object = {}): Order => ({
  path: '/create-purchase',
  body: { slug: 'day-pass', ...person(), attemptId: randomUUID(), ...changes },
})

export const joinOrder = (changes: object = {}): Order => ({
  path: '/create-payment',
  body: { plan: 'all-access', ...person(), attemptId: randomUUID(), ...changes },
})

export function roomOrder(room: string, days: Day[]): Order {
  const { firstName, lastName, email, phone } = person()
  const who = { name: `${firstName} ${lastName}`, email, phone }
  return { path: '/create-booking', body: { room, days, ...who, attemptId: randomUUID() } }
}

export type PassClient = ReturnType<typeof passClientAt>

export function passClientAt(stage: Stage) {
  const ask = async (path: string, body?: Record<string, unknown>): Promise<Answer> => {
    const { url } = /booking|availability/.test(path) ? stage.bookings : stage.checkout
    const headers = { 'content-type': 'application/json', origin: PAGE, ...addressOf(body) }
    const response = await fetch(url + path, {
      headers,
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const said = text.startsWith('{') ? (JSON.parse(text) as Answer['said']) : {}
    return { status: response.status, said }
  }
  const press = ({ path, body }: Order) => ask(path, body)
  const begin = async (order: Order): Promise<Begun> => {
    const { status, said } = await press(order)
    const intentId = said.paymentIntentId ?? said.setupIntentId
    if (typeof intentId !== 'string') throw failed(stage, order.path, status, said)
    const { clientSecret, memberId } = said as { clientSecret: string; memberId: string }
    return { order, intentId, clientSecret, memberId }
  }
  const pay = async ({ intentId, clientSecret }: Begun): Promise<string> => {
    const kind = intentId.startsWith('seti_') ? 'setup_intents' : 'payment_intents'
    const response = await fetch(`${stage.sandbox.url}/stripe/v1/${kind}/${intentId}/confirm`, {
      method: 'POST',
      headers: { authorization: 'Bearer pk_test_sandbox' },
      body: new URLSearchParams({ client_secret: clientSecret, payment_method: 'pm_card_visa' }),
    })
    const said = (await response.json()) as { status?: string; error?: { code?: string } }
    return said.status ?? said.error?.code ?? ''
  }
  const complete = ({ order, intentId, memberId }: Begun) => {
    const { plan, slug } = order.body
    return plan
      ? ask('/complete-checkout', { plan, memberId, setupIntentId: intentId })
      : ask('/complete-purchase', {
          ...{ slug, memberId, paymentIntentId: intentId, customerName: 'Ada Byron' },
        })
  }
  const payAndLeave = async (order: Order): Promise<Begun> => {
    const begun = await begin(order)
    const status = await pay(begun)
    if (status !== 'succeeded') throw new Error(`${stage.side}: paying said ${status}`)
    return begun
  }
  return { stage, ask, press, begin, pay, complete, payAndLeave }
}

/** Gives each customer their own IP address, derived from the email address in the request. */
function addressOf(body?: Record<string, unknown>) {
  const [digits = '0'] = /\d+/.exec(String(body?.email)) ?? []
  const number = Number(digits)
  return { 'cf-connecting-ip': `198.18.${(number >> 8) & 255}.${number & 255}` }
}

function failed(stage: Stage, path: string, status: number, said: object): Error {
  return new Error(`${stage.side} ${path}: ${status} ${JSON.stringify(said)}`)
}
