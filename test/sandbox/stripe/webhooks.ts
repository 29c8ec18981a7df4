/** Delivers events to the configured endpoints, signed by the official library, in the mode the sandbox asks for. */
import Stripe from 'stripe'
import type { WireEvent } from './store.ts'

export interface Endpoint {
  url: string
  secret: string
}
export type Mode = 'normal' | 'hold' | 'drop' | 'twice' | 'reverse'

/** Stripe's sandboxes try three more times over hours (docs.stripe.com/webhooks); here within seconds. */
const RETRY_AFTER_MS = [1_000, 3_000, 10_000]
/** Stripe publishes no figure for how long it waits for the answer. */
const TIMEOUT_MS = 15_000

const stripe = new Stripe('sk_test_sandbox')

export function createWebhooks(endpoints: () => Endpoint[], send: typeof fetch = fetch) {
  let courier = createCourier(endpoints, send)
  let mode: Mode = 'normal'
  let held: WireEvent[] = []

  return {
    publish(event: WireEvent) {
      if (mode === 'drop') return
      if (mode === 'hold' || mode === 'reverse') held.push(event)
      else courier.sendSoon(event, mode === 'twice' ? 2 : 1)
    },
    setMode: (next: Mode) => {
      mode = next
    },
    async deliverHeld(): Promise<number> {
      const events = mode === 'reverse' ? held.reverse() : held
      held = []
      // One after the other: together they would arrive in any order.
      for (const event of events) await courier.send(event, 1)
      return events.length
    },
    idle: () => courier.idle(),
    reset() {
      courier.stop()
      courier = createCourier(endpoints, send)
      mode = 'normal'
      held = []
    },
  }
}

/** Carries events until it is stopped; each reset of the sandbox takes a new one. */
function createCourier(endpoints: () => Endpoint[], fetcher: typeof fetch) {
  const timers = new Set<NodeJS.Timeout>()
  const flying = new Set<Promise<unknown>>()
  let stopped = false

  function track(work: Promise<unknown>) {
    flying.add(work)
    return work.finally(() => flying.delete(work))
  }

  async function post(event: WireEvent, payload: string, endpoint: Endpoint, tries: number) {
    if (await answeredWell(fetcher, payload, endpoint)) {
      event.pending_webhooks = Math.max(0, event.pending_webhooks - 1)
      return
    }
    const wait = RETRY_AFTER_MS[tries]
    if (wait === undefined || stopped) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      track(post(event, payload, endpoint, tries + 1))
    }, wait)
    timers.add(timer.unref())
  }

  /** "Endpoints might receive the same event more than once": docs.stripe.com/webhooks */
  async function deliver(event: WireEvent, times: number) {
    const payload = JSON.stringify(event, null, 2)
    const targets = Array.from({ length: times }, endpoints).flat()
    await Promise.all(targets.map((endpoint) => post(event, payload, endpoint, 0)))
  }

  return {
    send: (event: WireEvent, times: number) => track(deliver(event, times)),
    /** One event-loop turn later, so that normally the request that caused it is answered first. */
    sendSoon(event: WireEvent, times: number) {
      const turn = new Promise((resolve) => setTimeout(resolve, 0))
      track(turn.then(() => (stopped ? undefined : deliver(event, times))))
    },
    async idle() {
      while (flying.size) await Promise.allSettled(flying)
    },
    stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** Any 2xx counts; a redirect is a failure: https://docs.stripe.com/webhooks */
async function answeredWell(send: typeof fetch, payload: string, { url, secret }: Endpoint) {
  try {
    // Signed afresh on each try, by real time: the receiver's clock is not the vendors'.
    const signature = await stripe.webhooks.generateTestHeaderStringAsync({ payload, secret })
    const response = await send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signature,
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      body: payload,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
