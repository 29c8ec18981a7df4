/** How often the customer waits for a vendor, and how long ten days take: the longest chain of calls. */
import Stripe from 'stripe'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newBooking, startRoomClient, until } from '../../support/room-client.ts'
import { at, daily } from '../../support/room-days.ts'
import { atOnce, rounds, watched } from '../../support/vendor-rounds.ts'

const roomClient = startRoomClient()

/** Long enough that calls begun together are never seen one after the other on a busy machine. */
const DELAY_MS = 250
const room = 'slinky' as const
const one = () => newBooking({ room, days: [at(roomClient.day(room), '09:00')] })

beforeAll(async () => {
  await roomClient.book({ room: 'shears', days: [at(roomClient.day('shears'), '09:00')] })
})
beforeEach(async () => {
  await roomClient.stack().webhooks('hold')
  await roomClient.stack().latency(DELAY_MS)
})

describe('POST /create-booking', () => {
  test('of a new customer takes three rounds', async () => {
    const seen = await watched(roomClient, () => roomClient.press(one()))
    expect(seen.answer.status).toBe(200)
    expect([seen.rounds, seen.atOnce <= 6], seen.made).toEqual([3, true])
  })

  test('of a new customer for ten days takes three rounds', async () => {
    const days = daily(roomClient.days('mackinaw', 10), '09:00')
    const seen = await watched(roomClient, () =>
      roomClient.press(newBooking({ room: 'mackinaw', days }))
    )
    expect(seen.answer.status).toBe(200)
    expect([seen.rounds, seen.atOnce <= 6], seen.made).toEqual([3, true])
  })

  test('of a returning customer takes two', async () => {
    const first = one()
    await roomClient.begin(first)
    const seen = await watched(roomClient, () => roomClient.press({ ...one(), email: first.email }))
    expect(seen.answer.status).toBe(200)
    expect([seen.rounds, seen.atOnce <= 6], seen.made).toEqual([2, true])
  })

  test('for a time that is taken takes one', async () => {
    const order = one()
    await roomClient.begin(order)
    const seen = await watched(roomClient, () => roomClient.press({ ...one(), days: order.days }))
    expect([seen.answer.said.code, seen.rounds], seen.made).toEqual(['slot-taken', 1])
  })
})

test('GET /availability of a day, and of a month, takes one', async () => {
  const date = roomClient.day(room)
  for (const asked of [`date=${date}`, `month=${date.slice(0, 7)}`]) {
    const seen = await watched(roomClient, () =>
      roomClient.ask(`/availability?room=${room}&${asked}`)
    )
    expect([seen.answer.status, seen.rounds, seen.calls.length]).toEqual([200, 1, 1])
  }
})

test('GET /rooms and GET /booking-status take none and one', async () => {
  const begun = await roomClient.begin(one())
  const rooms = await watched(roomClient, () => roomClient.ask('/rooms'))
  const status = await watched(roomClient, () => roomClient.status(begun))
  expect([rooms.rounds, status.rounds]).toEqual([0, 1])
  expect(status.answer.said.outcome).toBe('not-paid')
})

test.each<[string, number, number]>([
  ['one day takes two rounds', 1, 2],
  ['ten days takes three rounds', 10, 3],
])('from the webhook to the last event, a booking of %s', async (_, count, most) => {
  const of = count === 1 ? ('board-room' as const) : ('radiator-annex' as const)
  const begun = await roomClient.begin(
    newBooking({ room: of, days: daily(roomClient.days(of, count), '09:00') })
  )
  await roomClient.pay(begun)
  await roomClient.quiet()
  const before = (await roomClient.stack().state()).requests.length
  await roomClient.stack().deliver()
  expect((await roomClient.outcome(begun.paymentIntentId)).outcome).toBe('confirmed')
  const calls = (await roomClient.stack().state()).requests
    .slice(before)
    .filter(({ vendor, path }) => vendor !== 'mailersend' && path !== '/token')
  const isInsert = ({ method, path }: (typeof calls)[number]) =>
    method === 'POST' && path.endsWith('/events')
  const last = Math.max(...calls.filter(isInsert).map(({ startedAt }) => startedAt))
  const counted = calls.filter(({ startedAt }) => startedAt <= last)
  expect(counted.filter(isInsert)).toHaveLength(count)
  const made = counted.map(({ method, path }) => `${method} ${path}`).join('\n')
  expect(rounds(counted), made).toBe(most)
  expect(atOnce(counted)).toBeLessThanOrEqual(6)
})

test('a webhook is answered before any vendor has answered', async () => {
  const stripe = new Stripe('sk_test_sandbox')
  const begun = await roomClient.begin(one())
  await roomClient.pay(begun)
  const vendorMs = 3000
  await roomClient.stack().latency(vendorMs)
  const { events } = (await roomClient.stack().state()).stripe
  const event = events.findLast(({ type }) => type === 'payment_intent.succeeded')
  const payload = JSON.stringify(event)
  expect(payload).toContain(begun.paymentIntentId)
  const signature = await stripe.webhooks.generateTestHeaderStringAsync({
    ...{ payload, secret: 'whsec_sandbox_bookings' },
  })
  const from = Date.now()
  const answer = await fetch(`${roomClient.stack().bookings.url}/webhook`, {
    ...{ method: 'POST', headers: { 'stripe-signature': signature }, body: payload },
  })
  const answeredAt = Date.now()
  expect(answer.status).toBe(200)
  await roomClient.stack().latency(0)
  await until(async () => (await roomClient.intent(begun.paymentIntentId)).metadata.outcome)
  const { requests } = await roomClient.stack().state()
  const calls = requests.filter(({ startedAt }) => startedAt >= from)
  expect(calls.length).toBeGreaterThan(0)
  const answered = calls.filter(({ endedAt }) => (endedAt ?? Infinity) <= answeredAt)
  expect(answered).toEqual([])
})
