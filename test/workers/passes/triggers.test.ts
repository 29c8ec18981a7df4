/** The ways a paid order can reach us — page, webhook, sweep — make one pass, whichever come. */
import { describe, expect, test } from 'vitest'
import type { PurchaseOrder } from '../../../src/passes/api/create-purchase.ts'
import { newOrder, openShop } from '../../support/pass-client.ts'

const shop = openShop()

/** One charge, one pass, one letter each, and Stripe says so. */
async function servedOnce(order: PurchaseOrder, paymentId: string) {
  const { outcome } = await shop.outcome(paymentId)
  await shop.quiet()
  const { paid, passes, letters, toTeam } = await shop.holdings(order.email)
  expect([outcome, paid.length, passes.length, letters.length, toTeam.length]).toEqual([
    ...['granted', 1, 1, 1, 1],
  ])
}

describe('a paid order is served once', () => {
  test('when the tab is closed: the webhook alone does it', async () => {
    const { order, begun } = await shop.payAndLeave()
    await servedOnce(order, begun.paymentIntentId)
  })

  test('when the page alone reports it', async () => {
    await shop.town().webhooks('drop')
    const { order, begun, answer } = await shop.buy()
    expect(answer.said.passDate).toBe(begun.passDate)
    await servedOnce(order, begun.paymentIntentId)
  })

  test('when neither page nor webhook comes: the sweep finds it', async () => {
    await shop.town().webhooks('drop')
    const { order, begun } = await shop.payAndLeave()
    await shop.quiet()
    expect((await shop.holdings(order.email)).passes).toEqual([])
    await shop.town().cron()
    await servedOnce(order, begun.paymentIntentId)
  })

  test('when each webhook comes twice and the page reports it five times at once', async () => {
    await shop.town().webhooks('twice')
    const { order, begun } = await shop.payAndLeave()
    const answers = await Promise.all(Array.from({ length: 5 }, () => shop.complete(begun)))
    for (const { status, said } of answers) {
      expect([status, said.outcome, said.passDate]).toEqual([200, 'granted', begun.passDate])
    }
    await servedOnce(order, begun.paymentIntentId)
  })

  test('when webhooks come late and in reverse, and the sweep runs twice beside them', async () => {
    await shop.town().webhooks('reverse')
    const { order, begun } = await shop.buy()
    await Promise.all([shop.town().cron(), shop.town().deliver(), shop.town().cron()])
    await servedOnce(order, begun.paymentIntentId)
  })

  test('when the page reports it again long afterwards', async () => {
    const { order, begun, answer } = await shop.buy()
    await servedOnce(order, begun.paymentIntentId)
    const again = await shop.complete(begun)
    expect([again.status, again.said]).toEqual([200, answer.said])
    await shop.town().cron()
    await servedOnce(order, begun.paymentIntentId)
  })
})

describe('a payment that is not made', () => {
  const nothing = async (order: PurchaseOrder) => {
    await shop.town().cron()
    await shop.quiet()
    const { paid, passes, letters, toTeam } = await shop.holdings(order.email)
    expect([paid, passes, letters, toTeam]).toEqual([[], [], [], []])
    const { requests } = await shop.town().state()
    const asked = requests.filter(({ method, path }) => method === 'POST' && /passes$/.test(path))
    const { members } = await shop.holdings(order.email)
    expect(asked.filter(({ body }) => body.includes(members[0]?._id ?? '?'))).toEqual([])
  }

  test('a declined card leaves her records and nothing else', async () => {
    const order = newOrder()
    const begun = await shop.begin(order)
    expect(await shop.payWith(begun, 'pm_card_chargeDeclined')).toBe('card_declined')
    const answer = await shop.complete(begun)
    expect([answer.status, answer.said.code]).toEqual([409, 'not-paid'])
    await nothing(order)
    const { customers, members, intents } = await shop.holdings(order.email)
    expect([customers.length, members.length, intents.length]).toEqual([1, 1, 1])
  })

  test('another card after a declined one: one charge, one pass', async () => {
    const order = newOrder()
    const begun = await shop.begin(order)
    await shop.payWith(begun, 'pm_card_chargeDeclined')
    const again = await shop.begin(order)
    expect(again.paymentIntentId).toBe(begun.paymentIntentId)
    expect(await shop.payWith(again)).toBe('succeeded')
    await shop.complete(again)
    await servedOnce(order, begun.paymentIntentId)
  })

  test('3-D Secure: the pass comes when her bank has let it through, not before', async () => {
    const order = newOrder()
    const begun = await shop.begin(order)
    const state = await shop.payWith(begun, 'pm_card_authenticationRequired')
    expect(state).toBe('requires_action')
    const early = await shop.complete(begun)
    expect([early.status, early.said.code]).toEqual([409, 'not-paid'])
    await nothing(order)
    await shop.town().act(begun.paymentIntentId, 'authenticate')
    await servedOnce(order, begun.paymentIntentId)
  })

  test('3-D Secure: when it fails there is no pass', async () => {
    const order = newOrder()
    const begun = await shop.begin(order)
    await shop.payWith(begun, 'pm_card_authenticationRequired')
    await shop.town().act(begun.paymentIntentId, 'fail-authentication')
    expect((await shop.complete(begun)).said.code).toBe('not-paid')
    await nothing(order)
  })
})
