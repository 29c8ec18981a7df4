/** How often the customer waits for a vendor: the longest chain of calls before our answer is sent. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newOrder, startPassClient } from '../../support/pass-client.ts'
import { atOnce, type Call, rounds, watched } from '../../support/vendor-rounds.ts'

const passClient = startPassClient()

/** Long enough that calls begun together are never seen one after the other on a busy machine. */
const DELAY_MS = 250

beforeAll(async () => {
  const { begun } = await passClient.buy()
  await passClient.outcome(begun.paymentIntentId)
})
beforeEach(async () => {
  await passClient.stack().webhooks('hold')
  await passClient.stack().latency(DELAY_MS)
})

test('the measure: three calls in a row beside one long one are three rounds, two at once', () => {
  const call = (startedAt: number, endedAt: number) => ({ startedAt, endedAt }) as Call
  const calls = [call(0, 10), call(0, 35), call(11, 20), call(21, 30)]
  expect([rounds(calls), atOnce(calls)]).toEqual([3, 2])
  expect(rounds([call(0, 10), call(5, 15), call(9, 20)])).toBe(1)
})

describe.each<[string, { promo?: string }, number]>([
  ['without a code', {}, 2],
  ['with a code', { promo: 'WELCOME10' }, 2],
  // Whether the customer has paid before can only be asked once it is known which customer it is.
  ['with a code for first purchases', { promo: 'FIRSTTIME' }, 3],
])('%s', (_, order, ofReturning) => {
  test('POST /create-purchase of a new customer takes at most three rounds', async () => {
    const seen = await watched(passClient, () =>
      passClient.post('/create-purchase', newOrder(order))
    )
    expect(seen.answer.status).toBe(200)
    expect(seen.rounds, seen.made).toBeGreaterThan(0)
    expect(seen.rounds, seen.made).toBeLessThanOrEqual(3)
    expect(seen.atOnce).toBeLessThanOrEqual(6)
  })

  test(`POST /create-purchase of a returning customer takes at most ${ofReturning}`, async () => {
    const { email } = newOrder()
    await passClient.begin(newOrder({ email }))
    const again = newOrder({ ...order, email: email.toUpperCase() })
    const seen = await watched(passClient, () => passClient.post('/create-purchase', again))
    expect(seen.answer.status).toBe(200)
    expect(seen.rounds, seen.made).toBeGreaterThan(0)
    expect(seen.rounds, seen.made).toBeLessThanOrEqual(ofReturning)
    expect(seen.atOnce).toBeLessThanOrEqual(6)
  })

  test('POST /complete-purchase takes at most two', async () => {
    const { begun } = await passClient.payAndLeave(order)
    const seen = await watched(passClient, () => passClient.complete(begun))
    expect(seen.answer.said.outcome).toBe('granted')
    expect(seen.made).toContain('/passes')
    expect(seen.rounds, seen.made).toBeLessThanOrEqual(2)
    expect(seen.atOnce).toBeLessThanOrEqual(6)
  })
})

test('POST /validate-promo takes one', async () => {
  const seen = await watched(passClient, () =>
    passClient.post('/validate-promo', { slug: 'day-pass', code: 'WELCOME10' })
  )
  expect([seen.answer.said.valid, seen.rounds]).toEqual([true, 1])
})

test('POST /create-purchase pressed again takes one', async () => {
  const order = newOrder()
  await passClient.begin(order)
  const seen = await watched(passClient, () => passClient.post('/create-purchase', order))
  expect([seen.answer.status, seen.rounds]).toEqual([200, 1])
})

test('POST /complete-purchase of a pass that the customer has takes one', async () => {
  const { begun } = await passClient.buy()
  await passClient.outcome(begun.paymentIntentId)
  const seen = await watched(passClient, () => passClient.complete(begun))
  expect([seen.answer.said.outcome, seen.rounds]).toEqual(['granted', 1])
})

test('webhooks are answered before any vendor has answered us', async () => {
  const { begun } = await passClient.payAndLeave()
  const slow = 3_000
  await passClient.stack().latency(slow)
  const from = Date.now()
  expect(await passClient.stack().deliver()).toBeGreaterThan(0)
  expect(Date.now() - from).toBeLessThan(slow)
  await passClient.stack().latency(0)
  expect((await passClient.outcome(begun.paymentIntentId, 30_000)).outcome).toBe('granted')
})
