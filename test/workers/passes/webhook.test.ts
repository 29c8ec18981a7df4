/** POST /webhook: only what Stripe has signed for this Worker, lately and unchanged, starts anything. */
import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import type { CreatePurchase } from '../../../src/passes/contract.ts'
import { read, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()
const stripe = new Stripe('sk_test_sandbox')

const OURS = 'whsec_sandbox_checkout'
const THEIRS = 'whsec_sandbox_bookings'

/** A payment that no webhook has reported yet, and the event that would. */
async function unreported() {
  await passClient.stack().webhooks('drop')
  const { order, begun } = await passClient.payAndLeave()
  const { stripe: held } = await passClient.stack().state()
  const event = held.events.find((one) => {
    const { object } = one.data as { object: { id: string } }
    return one.type === 'payment_intent.succeeded' && object.id === begun.paymentIntentId
  })
  if (!event) throw new Error('no event')
  return { order, begun, event: event as Record<string, unknown> }
}

const sign = (payload: string, secret = OURS, secondsAgo = 0) =>
  stripe.webhooks.generateTestHeaderStringAsync({
    ...{ payload, secret },
    timestamp: Math.floor(Date.now() / 1000) - secondsAgo,
  })

const deliver = async (
  payload: string,
  signature?: string,
  url = passClient.stack().checkout.url
) =>
  read(
    await fetch(`${url}/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(signature && { 'stripe-signature': signature }),
      },
      body: payload,
    })
  )

async function untouched(order: CreatePurchase, paymentId: string) {
  await passClient.quiet()
  const { passes, emails, toTeam } = await passClient.holdings(order.email)
  expect([passes, emails, toTeam]).toEqual([[], [], []])
  expect((await passClient.intent(paymentId)).metadata.outcome).toBeUndefined()
}

describe('POST /webhook at the checkout Worker', () => {
  const changed = (payload: string) => payload.replace('"amount":5000', '"amount":1')
  test.each<[string, (payload: string) => Promise<[string, string?]>]>([
    ['unsigned', async (payload) => [payload]],
    ['signed with an empty word', async (payload) => [payload, '']],
    ['signed with nonsense', async (payload) => [payload, 't=1,v1=abc']],
    [
      "signed with the other Worker's secret",
      async (payload) => [payload, await sign(payload, THEIRS)],
    ],
    ['signed six minutes ago', async (payload) => [payload, await sign(payload, OURS, 360)]],
    ['changed after it was signed', async (payload) => [changed(payload), await sign(payload)]],
    ['of no JSON, well signed', async () => ['{', await sign('{')]],
  ])('%s is 400 and starts nothing', async (_, spoil) => {
    const { order, begun, event } = await unreported()
    const payload = JSON.stringify(event)
    const [body, signature] = await spoil(payload)
    if (body !== '{') expect(payload).toContain('"amount":5000')
    const answer = await deliver(body, signature)
    expect([answer.status, answer.said]).toEqual([400, { received: false }])
    await passClient.logged('webhook refused: not signed by Stripe')
    await untouched(order, begun.paymentIntentId)
    // The same event, well signed, would have been taken.
    const good = await deliver(payload, await sign(payload))
    expect([good.status, good.said]).toEqual([200, { received: true }])
    expect((await passClient.outcome(begun.paymentIntentId)).outcome).toBe('granted')
  })

  test('well signed but of live mode is 400 and starts nothing', async () => {
    const { order, begun, event } = await unreported()
    const payload = JSON.stringify({ ...event, livemode: true })
    const answer = await deliver(payload, await sign(payload))
    expect([answer.status, answer.said]).toEqual([400, { received: false }])
    await passClient.logged('webhook refused: test and live mode mixed', String(event.id))
    await untouched(order, begun.paymentIntentId)
  })

  test.each(['charge.succeeded', 'invoice.paid', 'payment_intent.created', 'nobody.knows'])(
    '%s is taken with 200 and starts nothing',
    async (type) => {
      const { order, begun, event } = await unreported()
      const payload = JSON.stringify({ ...event, type })
      expect((await deliver(payload, await sign(payload))).status).toBe(200)
      await untouched(order, begun.paymentIntentId)
    }
  )

  test('an event that claims a payment succeeded which did not makes no pass', async () => {
    const { event } = await unreported()
    const { data } = event as { data: { object: object } }
    const { order, begun: unpaid } = await beginOnly()
    const { metadata } = await passClient.intent(unpaid.paymentIntentId)
    const object = { ...data.object, id: unpaid.paymentIntentId, metadata }
    const payload = JSON.stringify({ ...event, data: { object } })
    expect((await deliver(payload, await sign(payload))).status).toBe(200)
    await untouched(order, unpaid.paymentIntentId)
    expect((await passClient.holdings(order.email)).paid).toEqual([])
  })

  const beginOnly = async () => {
    const { order } = await passClient.payAndLeave()
    const begun = await passClient.begin({
      ...order,
      attemptId: crypto.randomUUID(),
      email: `x${order.email}`,
    })
    return { order: { ...order, email: `x${order.email}` }, begun }
  }
})

describe('POST /webhook at the bookings Worker', () => {
  test('takes a well signed event with 200 and makes nothing of it', async () => {
    const { order, begun, event } = await unreported()
    const payload = JSON.stringify(event)
    const { url } = passClient.stack().bookings
    const answer = await deliver(payload, await sign(payload, THEIRS), url)
    expect([answer.status, answer.said]).toEqual([200, { received: true }])
    await untouched(order, begun.paymentIntentId)
  })

  test("is 400 for one signed with the checkout Worker's secret, and for none", async () => {
    const { event } = await unreported()
    const payload = JSON.stringify(event)
    const { url } = passClient.stack().bookings
    expect((await deliver(payload, await sign(payload, OURS), url)).status).toBe(400)
    expect((await deliver(payload, undefined, url)).status).toBe(400)
  })
})
