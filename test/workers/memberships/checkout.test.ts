/** From the press of Join to the membership: whoever asks, and how often, it is made once. */
import { describe, expect, test } from 'vitest'
import { newJoin, ONE_OF_EACH, openClub } from '../../support/membership-client.ts'
import { until } from '../../support/pass-client.ts'

const club = openClub()

const open = 'requires_payment_method'

describe('POST /create-payment of one attempt', () => {
  test('five times at once: one answer, one open set-up, one member', async () => {
    const order = newJoin()
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => club.press(order)))
    const ids = answers.map(({ said }) => said.setupIntentId)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(new Set(ids).size).toBe(1)
    const { setups, members } = await club.club(order.email)
    expect(setups.map(({ id, status }) => [id, status])).toEqual([[ids[0], open]])
    expect(members).toHaveLength(1)
  })

  test('with another body: the first set-up is canceled, the second is open', async () => {
    const order = newJoin()
    const first = await club.begin(order)
    const second = await club.begin({ ...order, plan: 'startup' })
    expect(second.memberId).toBe(first.memberId)
    const { setups } = await club.club(order.email)
    expect(setups.map(({ id, status }) => [id, status])).toEqual([
      [first.setupIntentId, 'canceled'],
      [second.setupIntentId, open],
    ])
    expect(await club.giveCard(first)).not.toBe('succeeded')
    expect(await club.giveCard(second)).toBe('succeeded')
    const answer = await club.finish(second, { plan: 'startup' })
    expect(answer.said.outcome).toBe('active')
    await club.decided(second.setupIntentId)
    expect(await club.counts(order.email)).toEqual(ONE_OF_EACH)
  })

  test('that is paid already says so, and what came of it', async () => {
    const { order } = await club.join()
    const again = await club.press(order)
    expect([again.status, again.said]).toEqual([200, { alreadyPaid: true, outcome: 'active' }])
    expect((await club.club(order.email)).setups).toHaveLength(1)
  })

  test('is no way to a second membership of the same plan', async () => {
    const { order } = await club.join()
    const again = await club.press(newJoin({ email: ` ${order.email.toUpperCase()}` }))
    expect([again.status, again.said.code]).toEqual([409, 'already-member'])
    expect(await club.counts(order.email)).toEqual(ONE_OF_EACH)
  })
})

describe('a card that is given', () => {
  test('is enough: the webhook alone makes the membership', async () => {
    const { order, setUp } = await club.giveAndLeave()
    expect(await club.decided(setUp.setupIntentId)).toMatchObject({ outcome: 'active' })
    expect(await club.counts(order.email)).toEqual(ONE_OF_EACH)
  })

  test('every webhook twice and five /complete-checkout at once: one of everything', async () => {
    await club.town().webhooks('twice')
    const order = newJoin()
    const setUp = await club.begin(order)
    const [card, ...answers] = await Promise.all([
      club.giveCard(setUp),
      ...[1, 2, 3, 4, 5].map(async (nth) => {
        await until(async () => (await club.setup(setUp.setupIntentId)).status === 'succeeded')
        return { nth, ...(await club.finish(setUp, order)) }
      }),
    ])
    expect(card).toBe('succeeded')
    const [subscription] = (await club.club(order.email)).subscriptions
    for (const { said } of answers) {
      expect(said).toEqual({ outcome: 'active', subscriptionId: subscription?.id })
    }
    await club.decided(setUp.setupIntentId)
    await club.quiet()
    expect(await club.counts(order.email)).toEqual(ONE_OF_EACH)
  })

  test('every webhook lost and the page closed: the sweep makes the membership', async () => {
    await club.town().webhooks('drop')
    const { order, setUp } = await club.giveAndLeave()
    await club.quiet()
    expect((await club.club(order.email)).subscriptions).toEqual([])
    await club.town().cron()
    expect(await club.decided(setUp.setupIntentId)).toMatchObject({ outcome: 'active' })
    await club.town().cron()
    await club.quiet()
    expect(await club.counts(order.email)).toEqual(ONE_OF_EACH)
  })

  test('webhooks in the wrong order: one of everything', async () => {
    await club.town().webhooks('reverse')
    const { order, setUp } = await club.giveAndLeave()
    const answer = await club.finish(setUp, order)
    expect(answer.said.outcome).toBe('active')
    await club.decided(setUp.setupIntentId)
    expect(await club.town().deliver()).toBeGreaterThan(5)
    await club.quiet()
    expect(await club.counts(order.email)).toEqual(ONE_OF_EACH)
  })
})

test('declined at the first payment, then a second card: one subscription, one fee, kept', async () => {
  const order = newJoin()
  const first = await club.begin(order)
  expect(await club.giveCard(first, 'pm_card_chargeCustomerFail')).toBe('succeeded')
  const no = await club.finish(first, order)
  expect([no.status, no.said.outcome]).toEqual([200, 'declined'])
  expect(no.said.error).toContain('Nothing has been charged')
  await club.decided(first.setupIntentId)
  expect(await club.counts(order.email)).toMatchObject({ paid: 0, memberships: 0, letters: 0 })

  const second = await club.begin(order)
  expect(second.setupIntentId).not.toBe(first.setupIntentId)
  expect(await club.giveCard(second)).toBe('succeeded')
  const yes = await club.finish(second, order)
  expect(yes.said.outcome).toBe('active')
  await club.decided(second.setupIntentId)
  await club.quiet()
  expect(await club.counts(order.email)).toEqual(ONE_OF_EACH)
  const { subscriptions, invoices } = await club.club(order.email)
  const { payment_method } = await club.setup(second.setupIntentId)
  expect(subscriptions[0]).toMatchObject({
    id: yes.said.subscriptionId,
    default_payment_method: payment_method,
  })
  expect(invoices.map(({ status }) => status)).toEqual(['paid'])
  expect(invoices[0]?.total).toBeLessThanOrEqual(second.quote.dueTodayCents)
})

test('3-D Secure at the set-up and on the first invoice: asked for, then active, once', async () => {
  const order = newJoin()
  const setUp = await club.begin(order)
  expect(await club.giveCard(setUp, 'pm_card_authenticationRequired')).toBe('requires_action')
  const early = await club.finish(setUp, order)
  expect([early.status, early.said.code]).toEqual([409, 'not-paid'])
  await club.town().act(setUp.setupIntentId, 'authenticate')
  const asked = await club.finish(setUp, order)
  const { payments } = await club.club(order.email)
  expect(payments).toMatchObject([{ status: 'requires_action' }])
  expect(asked.said).toEqual({
    outcome: 'requires-action',
    clientSecret: payments[0]?.client_secret,
    subscriptionId: expect.stringMatching(/^sub_/),
  })
  expect(await club.counts(order.email)).toMatchObject({ paid: 0, memberships: 0, letters: 0 })

  await club.town().act(String(payments[0]?.id), 'authenticate')
  const done = await club.finish(setUp, order)
  expect(done.said).toEqual({ outcome: 'active', subscriptionId: asked.said.subscriptionId })
  await until(async () => (await club.club(order.email)).subscriptions[0]?.metadata?.outcome)
  await club.quiet()
  expect(await club.counts(order.email)).toEqual(ONE_OF_EACH)
})

test('3-D Secure on the first invoice refused: declined, and another card is taken', async () => {
  const order = newJoin()
  const setUp = await club.begin(order)
  await club.giveCard(setUp, 'pm_card_authenticationRequired')
  await club.town().act(setUp.setupIntentId, 'authenticate')
  await club.finish(setUp, order)
  const { payments } = await club.club(order.email)
  await club.town().act(String(payments[0]?.id), 'fail-authentication')
  const no = await club.finish(setUp, order)
  expect([no.status, no.said.outcome]).toEqual([200, 'declined'])
  const second = await club.begin(order)
  await club.giveCard(second)
  expect((await club.finish(second, order)).said.outcome).toBe('active')
  await club.decided(second.setupIntentId)
  await club.quiet()
  expect(await club.counts(order.email)).toEqual(ONE_OF_EACH)
})

test('a bank debit: active at once, the membership and its letters before the money', async () => {
  const { order, answer } = await club.join({}, 'pm_usBankAccount_success')
  const { subscriptions, payments, letters } = await club.club(order.email)
  expect(answer.said.subscriptionId).toBe(subscriptions[0]?.id)
  expect(payments.map(({ status }) => status)).toEqual(['processing'])
  expect(await club.counts(order.email)).toEqual({ ...ONE_OF_EACH, paid: 0 })
  expect(letters[0]?.variables?.payment_method).toContain('6789')
})
