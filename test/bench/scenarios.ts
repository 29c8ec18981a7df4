/** The timed requests, each with its preparation and its goal. */
import Stripe from 'stripe'
import {
  type Answer,
  type Begun,
  joinOrder,
  type Order,
  type PassClient,
  passOrder,
  roomOrder,
} from './client.ts'
import type { FreeTime } from './free-slots.ts'
import type { GRACE_MS } from './goals.ts'
import { pause } from './measure.ts'
import type { SideName } from './names.ts'

export interface Scene {
  name: string
  waitsFor: keyof typeof GRACE_MS
  goalRounds: number
  /** The sides that support the request; default both. */
  sides?: readonly SideName[]
  /** Without delay at the vendors; answers with the question itself. */
  prepare(passClient: PassClient, time: () => FreeTime): Promise<() => Promise<Answer>>
}

const stripe = new Stripe('sk_test_sandbox')

/** As Stripe posts an intent's success, signed for one Worker: the post itself is still to come. */
async function hook({ stage }: PassClient, intentId: string, worker: 'checkout' | 'bookings') {
  const { events } = stage.look().stripe
  const event = events.findLast(
    ({ type, data }) =>
      String(type).endsWith('intent.succeeded') && JSON.stringify(data).includes(intentId)
  )
  const payload = JSON.stringify(event)
  const secret = `whsec_sandbox_${worker}`
  const signature = await stripe.webhooks.generateTestHeaderStringAsync({ payload, secret })
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature }
  return async (): Promise<Answer> => {
    const url = `${stage[worker].url}/webhook`
    const response = await fetch(url, { method: 'POST', headers, body: payload })
    await response.arrayBuffer()
    return { status: response.status, said: {} }
  }
}

export async function post(
  passClient: PassClient,
  { intentId }: Begun,
  worker: 'checkout' | 'bookings'
) {
  return (await hook(passClient, intentId, worker))()
}

type Prepare = Scene['prepare']

const first =
  (order: () => Order): Prepare =>
  async ({ press }) => {
    const made = order()
    return () => press(made)
  }

const returning =
  (order: (changes?: object) => Order): Prepare =>
  async ({ begin, press }) => {
    const { email } = (await begin(order())).order.body
    const again = order({ email })
    return () => press(again)
  }

const completion =
  (order: () => Order): Prepare =>
  async ({ payAndLeave, complete }) => {
    const begun = await payAndLeave(order())
    return () => complete(begun)
  }

const TEN_DAYS = 10

const booking =
  (days: number): Prepare =>
  async ({ press }, time) => {
    const free = time()
    const order = roomOrder(free.room, free.days.slice(0, days))
    return () => press(order)
  }

export const payBooking = ({ payAndLeave }: PassClient, { room, days }: FreeTime) =>
  payAndLeave(roomOrder(room, days))

/** From Stripe's post to the last of the ten events in the room's calendar. */
const fulfilment: Prepare = async (passClient, time) => {
  const { intentId } = await payBooking(passClient, time())
  const send = await hook(passClient, intentId, 'bookings')
  const inserted = () =>
    passClient.stage.requests().filter(({ vendor, method, path, status }) => {
      return vendor === 'google' && method === 'POST' && path.endsWith('/events') && status === 200
    }).length
  return async () => {
    const goal = inserted() + TEN_DAYS
    const answer = await send()
    const end = Date.now() + 10_000
    while (inserted() < goal && Date.now() < end) await pause(4)
    if (inserted() < goal) throw new Error(`${passClient.stage.side}: not all events were made`)
    return answer
  }
}

export const SALES: Scene[] = [
  {
    name: 'POST /create-payment, new customer',
    waitsFor: 'rounds',
    goalRounds: 3,
    prepare: first(joinOrder),
  },
  {
    name: 'POST /create-payment, returning',
    waitsFor: 'rounds',
    goalRounds: 2,
    prepare: returning(joinOrder),
  },
  {
    name: 'POST /complete-checkout',
    waitsFor: 'run',
    goalRounds: 3,
    prepare: completion(joinOrder),
  },
  {
    name: 'POST /create-purchase, new customer',
    waitsFor: 'rounds',
    goalRounds: 3,
    prepare: first(passOrder),
  },
  {
    name: 'POST /create-purchase, returning',
    waitsFor: 'rounds',
    goalRounds: 2,
    prepare: returning(passOrder),
  },
  {
    name: 'POST /complete-purchase',
    waitsFor: 'run',
    goalRounds: 2,
    prepare: completion(passOrder),
  },
  {
    name: 'POST /webhook, a day pass',
    waitsFor: 'webhook',
    goalRounds: 0,
    // In the documents the checkout Worker has no webhook.
    sides: ['ours'],
    prepare: async (passClient) =>
      hook(passClient, (await passClient.payAndLeave(passOrder())).intentId, 'checkout'),
  },
]

export const BOOKINGS: Scene[] = [
  {
    name: 'GET /availability, a day',
    waitsFor: 'rounds',
    goalRounds: 1,
    prepare: async ({ ask }, time) => {
      const { room, days } = time()
      return () => ask(`/availability?room=${room}&date=${days[0]?.date}`)
    },
  },
  {
    name: 'POST /create-booking, 1 day',
    waitsFor: 'rounds',
    goalRounds: 3,
    prepare: booking(1),
  },
  {
    name: 'POST /create-booking, 10 days',
    waitsFor: 'rounds',
    goalRounds: 3,
    prepare: booking(TEN_DAYS),
  },
  {
    name: 'POST /webhook, 10 days',
    waitsFor: 'webhook',
    goalRounds: 0,
    prepare: async (passClient, time) => {
      return hook(passClient, (await payBooking(passClient, time())).intentId, 'bookings')
    },
  },
  { name: '10 days into the calendar', waitsFor: 'run', goalRounds: 3, prepare: fulfilment },
]
