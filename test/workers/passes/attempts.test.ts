/** One attempt is one payment; two attempts are two; one person is one person. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { CreatePurchase } from '../../../src/passes/contract.ts'
import { type Begun, newOrder, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()

const create = async (order: CreatePurchase) => await passClient.post('/create-purchase', order)

async function openIntents(order: CreatePurchase) {
  const { intents } = await passClient.holdings(order.email)
  return intents.filter(({ status }) => status !== 'canceled')
}

describe('POST /create-purchase, the same attempt', () => {
  test('pressed again, is the same payment', async () => {
    const order = newOrder()
    const [first, second] = [await create(order), await create(order)]
    expect(second.said).toEqual(first.said)
    expect(await openIntents(order)).toHaveLength(1)
  })

  test('pressed five times at once, is one payment', async () => {
    const order = newOrder()
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(order)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(new Set(answers.map(({ said }) => said.paymentIntentId)).size).toBe(1)
    const { customers, members, intents } = await passClient.holdings(order.email)
    expect([customers.length, members.length, intents.length]).toEqual([1, 1, 1])
  })

  test('with another body, cancels the first payment and begins a new one', async () => {
    const order = newOrder()
    const first = await passClient.begin(order)
    const second = await passClient.begin({ ...order, phone: '+1 206 555 0199' })
    expect(second.paymentIntentId).not.toBe(first.paymentIntentId)
    expect((await passClient.intent(first.paymentIntentId)).status).toBe('canceled')
    expect(await passClient.payWith(first)).not.toBe('succeeded')
    const open = await openIntents(order)
    expect(open.map(({ id }) => id)).toEqual([second.paymentIntentId])
    expect(open[0]?.metadata?.phone).toBe('+1 206 555 0199')
  })

  test('with five bodies at once, leaves one payment that can be made', async () => {
    const order = newOrder()
    const bodies = [1, 2, 3, 4, 5].map((n) => ({ ...order, phone: `+1 206 555 010${n}` }))
    const answers = await Promise.all(bodies.map(create))
    const begun = answers.filter(({ status }) => status === 200)
    for (const { status, said } of answers) {
      if (status !== 200) expect([status, said.code]).toEqual([409, 'attempt-changed'])
    }
    const open = await openIntents(order)
    expect(open).toHaveLength(1)
    expect(begun.map(({ said }) => said.paymentIntentId)).toContain(open[0]?.id)
  })

  test.each([
    ['the same body', {}],
    ['another body', { phone: '+1 206 555 0199' }],
  ])('after it was paid, with %s, is told so and charges nothing', async (_, changes) => {
    const { order, begun } = await passClient.buy()
    await passClient.outcome(begun.paymentIntentId)
    const again = await create({ ...order, ...changes })
    expect([again.status, again.said]).toEqual([200, { alreadyPaid: true, outcome: 'granted' }])
    await passClient.quiet()
    const { paid, passes, intents } = await passClient.holdings(order.email)
    expect([paid.length, passes.length, intents.length]).toEqual([1, 1, 1])
  })
})

describe('POST /create-purchase, another attempt', () => {
  test('of the same person for the same day is a second charge and a second pass', async () => {
    const { order, begun } = await passClient.buy()
    const second = await passClient.buy({ email: order.email })
    await passClient.outcome(begun.paymentIntentId)
    await passClient.outcome(second.begun.paymentIntentId)
    const { customers, members, paid, passes, emails } = await passClient.holdings(order.email)
    expect([customers.length, members.length]).toEqual([1, 1])
    expect([paid.length, passes.length, emails.length]).toEqual([2, 2, 2])
    const ids = [begun, second.begun].map(({ paymentIntentId }) =>
      passClient.intent(paymentIntentId)
    )
    const named = (await Promise.all(ids)).map(({ metadata }) => metadata.pass_id)
    expect(named.toSorted()).toEqual(passes.map(({ _id }) => _id).toSorted())
  })

  test('of the same person at the same time finds one member and one customer', async () => {
    const order = newOrder()
    const twin = { ...order, attemptId: randomUUID() }
    const [one, two] = await Promise.all([order, twin].map((each) => passClient.begin(each)))
    expect(one?.paymentIntentId).not.toBe(two?.paymentIntentId)
    const ids = [one, two].map((each) => passClient.officerndId(each as Begun))
    expect(await ids[0]).toBe(await ids[1])
    const { customers, members } = await passClient.holdings(order.email)
    expect([customers.length, members.length]).toEqual([1, 1])
    await Promise.all([one, two].map((each) => passClient.payWith(each as Begun)))
    await Promise.all([one, two].map((each) => passClient.complete(each as Begun)))
    expect((await passClient.holdings(order.email)).passes).toHaveLength(2)
  })

  test('with the e-mail in capitals and spaces is the same member and customer', async () => {
    const { order, begun } = await passClient.buy()
    const again = await passClient.begin(newOrder({ email: `  ${order.email.toUpperCase()} ` }))
    expect(await passClient.officerndId(again)).toBe(await passClient.officerndId(begun))
    const { customers, members, intents } = await passClient.holdings(order.email)
    expect([customers.length, members.length]).toEqual([1, 1])
    expect(intents.map(({ customer }) => customer)).toEqual([customers[0]?.id, customers[0]?.id])
  })
})
