/** Requests to the Worker under test: as the page sends them, and as Stripe posts its events. */
import Stripe from 'stripe'
import { vendors } from './vendors.ts'

const PAGE = 'https://www.labourtemple.com'
const library = new Stripe('sk_test_sandbox')

export interface Answer {
  status: number
  headers: Headers
  said: Record<string, unknown>
}

/** `address`: where the request comes from. */
export async function post(
  worker: Fetcher,
  path: string,
  body: unknown,
  address = '198.51.100.7'
): Promise<Answer> {
  const response = await worker.fetch(`https://worker.test${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: PAGE, 'cf-connecting-ip': address },
    body: JSON.stringify(body),
  })
  const said = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, said }
}

/** Signs an event and posts it; the status of the answer. */
export async function postEvent(worker: Fetcher, secret: string, event: object): Promise<number> {
  const payload = JSON.stringify(event)
  const signature = await library.webhooks.generateTestHeaderStringAsync({ payload, secret })
  const response = await worker.fetch('https://worker.test/webhook', {
    method: 'POST',
    headers: { 'stripe-signature': signature, 'content-type': 'application/json' },
    body: payload,
  })
  await response.body?.cancel()
  return response.status
}

/** Posts every event about an object of Stripe, in their order, as Stripe does. */
export async function deliver(worker: Fetcher, secret: string, objectId: string): Promise<void> {
  for (const event of await eventsOf(objectId)) {
    const status = await postEvent(worker, secret, event)
    if (status !== 200) throw new Error(`${event.type}: ${status}`)
  }
}

export async function eventsOf(objectId: string) {
  const { events } = (await vendors.state()).stripe
  return events.filter(({ data }) => {
    const { id, payment_intent } = (data as { object: Record<string, unknown> }).object
    return [id, payment_intent].includes(objectId)
  })
}
