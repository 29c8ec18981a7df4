/** The ways a paid order can reach us — page, webhook, sweep — make one pass, whichever come. */
import { describe, expect, test } from 'vitest'
import type { CreatePurchase } from '../../../src/passes/contract.ts'
import { newOrder, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()

/** One charge, one pass, one e-mail each, and Stripe says so. */
async function servedOnce(order: CreatePurchase, paymentId: string) {
  const { outcome } = await passClient.outcome(paymentId)
  await passClient.quiet()
  const { paid, passes, emails, toTeam } = await passClient.holdings(order.email)
  expect([outcome, paid.length, passes.length, emails.length, toTeam.length]).toEqual([
    ...['granted', 1, 1, 1, 1],
  ])
}

describe('a paid order is served once', () => {
  test('when the tab is closed: the webhook alone does it', async () => {
    const { order, begun } = await passClient.payAndLeave()
    await servedOnce(order, begun.paymentIntentId)
  })

  test('when the page alone reports it', async () => {
    await passClient.stack().webhooks('drop')
    const { order, begun, answer } = await passClient.buy()
    expect(answer.said.passDate).toBe(begun.passDate)
    await servedOnce(order, begun.paymentIntentId)
  })

  test('when neither page nor webhook comes: the sweep finds it', async () => {
    await passClient.stack().webhooks('drop')
    const { order, begun } = await passClient.payAndLeave()
    await passClient.quiet()
    expect((await passClient.holdings(order.email)).passes).toEqual([])
    await passClient.stack().cron()
    await servedOnce(order, begun.paymentIntentId)
  })

  test('when each webhook comes twice and the page reports it five times at once', async () => {
    await passClient.stack().webhooks('twice')
    const { order, begun } = await passClient.payAndLeave()
    const answers = await Promise.all(Array.from({ length: 5 }, () => passClient.complete(begun)))
    for (const { status, said } of answers) {
      expect([status, said.outcome, said.passDate]).toEqual([200, 'granted', begun.passDate])
    }
    await servedOnce(order, begun.paymentIntentId)
  })

  test('when webhooks come late and in reverse, and the sweep runs twice beside them', async () => {
    await passClient.stack().webhooks('reverse')
    const { order, begun } = await passClient.buy()
    await Promise.all([
      passClient.stack().cron(),
      passClient.stack().deliver(),
      passClient.stack().cron(),
    ])
    await servedOnce(order, begun.paymentIntentId)
  })

  test('when the page reports it again long afterwards', async () => {
    const { order, begun, answer } = await passClient.buy()
    await servedOnce(order, begun.paymentIntentId)
    const again = await passClient.complete(begun)
    expect([again.status, again.said]).toEqual([200, answer.said])
    await passClient.stack().cron()
    await servedOnce(order, begun.paymentIntentId)
  })
})

describe('a payment that is not made', () => {
  const nothing = async (order: CreatePurchase) => {
    await passClient.stack().cron()
    await passClient.quiet()
    const { paid, passes, emails, toTeam } = await passClient.holdings(order.email)
    expect([paid, passes, emails, toTeam]).toEqual([[], [], [], []])
    const { requests } = await passClient.stack().state()
    const asked = requests.filter(({ method, path }) => method === 'POST' && /passes$/.test(path))
    const { members } = await passClient.holdings(order.email)
    expect(asked.filter(({ body }) => body.includes(members[0]?._id ?? '?'))).toEqual([])
  }

  test('a declined card leaves their records and nothing else', async () => {
    const order = newOrder()
    const begun = await passClient.begin(order)
    expect(await passClient.payWith(begun, 'pm_card_chargeDeclined')).toBe('card_declined')
    const answer = await passClient.complete(begun)
    expect([answer.status, answer.said.code]).toEqual([409, 'not-paid'])
    await nothing(order)
    const { customers, members, intents } = await passClient.holdings(order.email)
    expect([customers.length, members.length, intents.length]).toEqual([1, 1, 1])
  })

  test('another card after a declined one: one charge, one pass', async () => {
    const order = newOrder()
    const begun = await passClient.begin(order)
    await passClient.payWith(begun, 'pm_card_chargeDeclined')
    const again = await passClient.begin(order)
    expect(again.paymentIntentId).toBe(begun.paymentIntentId)
    expect(await passClient.payWith(again)).toBe('succeeded')
    await passClient.complete(again)
    await servedOnce(order, begun.paymentIntentId)
  })

  test('3-D Secure: the pass comes when their bank has let it through, not before', async () => {
    const order = newOrder()
    const begun = await passClient.begin(order)
    const state = await passClient.payWith(begun, 'pm_card_authenticationRequired')
    expect(state).toBe('requires_action')
    const early = await passClient.complete(begun)
    expect([early.status, early.said.code]).toEqual([409, 'not-paid'])
    await nothing(order)
    await passClient.stack().act(begun.paymentIntentId, 'authenticate')
    await servedOnce(order, begun.paymentIntentId)
  })

  test('3-D Secure: when it fails there is no pass', async () => {
    const order = newOrder()
    const begun = await passClient.begin(order)
    await passClient.payWith(begun, 'pm_card_authenticationRequired')
    await passClient.stack().act(begun.paymentIntentId, 'fail-authentication')
    expect((await passClient.complete(begun)).said.code).toBe('not-paid')
    await nothing(order)
  })
})
