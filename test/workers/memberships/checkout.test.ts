/** From the press of Join to the membership: whoever asks, and how often, it is made once. */
import { describe, expect, test } from 'vitest'
import {
  newJoin,
  ONE_OF_EACH,
  type SetUp,
  startMembershipClient,
} from '../../support/membership-client.ts'
import { until } from '../../support/pass-client.ts'

const membershipClient = startMembershipClient()

const open = 'requires_payment_method'

describe('POST /create-payment of one attempt', () => {
  test('five times at once: one answer, one open set-up, one member', async () => {
    const order = newJoin()
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => membershipClient.press(order)))
    const ids = answers.map(({ said }) => said.setupIntentId)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(new Set(ids).size).toBe(1)
    const { setups, members } = await membershipClient.membershipClient(order.email)
    expect(setups.map(({ id, status }) => [id, status])).toEqual([[ids[0], open]])
    expect(members).toHaveLength(1)
  })

  test('with another body: the first set-up is canceled, the second is open', async () => {
    const order = newJoin()
    const first = await membershipClient.begin(order)
    const second = await membershipClient.begin({ ...order, plan: 'startup' })
    expect(await membershipClient.officerndId(second)).toBe(
      await membershipClient.officerndId(first)
    )
    expect(second.memberId).not.toBe(first.memberId)
    const { setups } = await membershipClient.membershipClient(order.email)
    expect(setups.map(({ id, status }) => [id, status])).toEqual([
      [first.setupIntentId, 'canceled'],
      [second.setupIntentId, open],
    ])
    expect(await membershipClient.giveCard(first)).not.toBe('succeeded')
    expect(await membershipClient.giveCard(second)).toBe('succeeded')
    const answer = await membershipClient.finish(second, { plan: 'startup' })
    expect(answer.said.outcome).toBe('active')
    await membershipClient.decided(second.setupIntentId)
    expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
  })

  test('that is paid already says so, and what came of it', async () => {
    const { order } = await membershipClient.join()
    const again = await membershipClient.press(order)
    expect([again.status, again.said]).toEqual([200, { alreadyPaid: true, outcome: 'active' }])
    expect((await membershipClient.membershipClient(order.email)).setups).toHaveLength(1)
  })

  test('is no way to a second membership of the same plan', async () => {
    const { order } = await membershipClient.join()
    const second = newJoin({ email: ` ${order.email.toUpperCase()}` })
    const pressed = await membershipClient.press(second)
    expect(pressed.status).toBe(200)
    const setUp = pressed.said as unknown as SetUp
    await membershipClient.giveCard(setUp)
    const { said } = await membershipClient.finish(setUp, second)
    expect(said.outcome).toBe('already-member')
    expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
  })
})

describe('a card that is given', () => {
  test('is enough: the webhook alone makes the membership', async () => {
    const { order, setUp } = await membershipClient.giveAndLeave()
    expect(await membershipClient.decided(setUp.setupIntentId)).toMatchObject({ outcome: 'active' })
    expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
  })

  test('every webhook twice and five /complete-checkout at once: one of everything', async () => {
    await membershipClient.stack().webhooks('twice')
    const order = newJoin()
    const setUp = await membershipClient.begin(order)
    const [card, ...answers] = await Promise.all([
      membershipClient.giveCard(setUp),
      ...[1, 2, 3, 4, 5].map(async (nth) => {
        await until(
          async () => (await membershipClient.setup(setUp.setupIntentId)).status === 'succeeded'
        )
        return { nth, ...(await membershipClient.finish(setUp, order)) }
      }),
    ])
    expect(card).toBe('succeeded')
    const [subscription] = (await membershipClient.membershipClient(order.email)).subscriptions
    for (const { said } of answers) {
      expect(said).toEqual({ outcome: 'active', subscriptionId: subscription?.id })
    }
    await membershipClient.decided(setUp.setupIntentId)
    await membershipClient.quiet()
    expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
  })

  test('every webhook lost and the page closed: the sweep makes the membership', async () => {
    await membershipClient.stack().webhooks('drop')
    const { order, setUp } = await membershipClient.giveAndLeave()
    await membershipClient.quiet()
    expect((await membershipClient.membershipClient(order.email)).subscriptions).toEqual([])
    await membershipClient.stack().cron()
    expect(await membershipClient.decided(setUp.setupIntentId)).toMatchObject({ outcome: 'active' })
    await membershipClient.stack().cron()
    await membershipClient.quiet()
    expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
  })

  test('webhooks in the wrong order: one of everything', async () => {
    await membershipClient.stack().webhooks('reverse')
    const { order, setUp } = await membershipClient.giveAndLeave()
    const answer = await membershipClient.finish(setUp, order)
    expect(answer.said.outcome).toBe('active')
    await membershipClient.decided(setUp.setupIntentId)
    expect(await membershipClient.stack().deliver()).toBeGreaterThan(5)
    await membershipClient.quiet()
    expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
  })
})

test('declined at the first payment, then a second card: one subscription, one fee, kept', async () => {
  const order = newJoin()
  const first = await membershipClient.begin(order)
  expect(await membershipClient.giveCard(first, 'pm_card_chargeCustomerFail')).toBe('succeeded')
  const no = await membershipClient.finish(first, order)
  expect([no.status, no.said.outcome]).toEqual([200, 'declined'])
  expect(no.said.error).toContain('Nothing has been charged')
  await membershipClient.decided(first.setupIntentId)
  expect(await membershipClient.counts(order.email)).toMatchObject({
    paid: 0,
    memberships: 0,
    emails: 0,
  })

  const second = await membershipClient.begin(order)
  expect(second.setupIntentId).not.toBe(first.setupIntentId)
  expect(await membershipClient.giveCard(second)).toBe('succeeded')
  const yes = await membershipClient.finish(second, order)
  expect(yes.said.outcome).toBe('active')
  await membershipClient.decided(second.setupIntentId)
  await membershipClient.quiet()
  expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
  const { subscriptions, invoices } = await membershipClient.membershipClient(order.email)
  const { payment_method } = await membershipClient.setup(second.setupIntentId)
  expect(subscriptions[0]).toMatchObject({
    id: yes.said.subscriptionId,
    default_payment_method: payment_method,
  })
  expect(invoices.map(({ status }) => status)).toEqual(['paid'])
  expect(invoices[0]?.total).toBeLessThanOrEqual(second.quote.dueTodayCents)
})

test('3-D Secure at the set-up and on the first invoice: asked for, then active, once', async () => {
  const order = newJoin()
  const setUp = await membershipClient.begin(order)
  expect(await membershipClient.giveCard(setUp, 'pm_card_authenticationRequired')).toBe(
    'requires_action'
  )
  const early = await membershipClient.finish(setUp, order)
  expect([early.status, early.said.code]).toEqual([409, 'not-paid'])
  await membershipClient.stack().act(setUp.setupIntentId, 'authenticate')
  const asked = await membershipClient.finish(setUp, order)
  const { payments } = await membershipClient.membershipClient(order.email)
  expect(payments).toMatchObject([{ status: 'requires_action' }])
  expect(asked.said).toEqual({
    outcome: 'requires-action',
    clientSecret: payments[0]?.client_secret,
    subscriptionId: expect.stringMatching(/^sub_/),
  })
  expect(await membershipClient.counts(order.email)).toMatchObject({
    paid: 0,
    memberships: 0,
    emails: 0,
  })

  await membershipClient.stack().act(String(payments[0]?.id), 'authenticate')
  const done = await membershipClient.finish(setUp, order)
  expect(done.said).toEqual({ outcome: 'active', subscriptionId: asked.said.subscriptionId })
  await until(
    async () =>
      (await membershipClient.membershipClient(order.email)).subscriptions[0]?.metadata?.outcome
  )
  await membershipClient.quiet()
  expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
})

test('3-D Secure on the first invoice refused: declined, and another card is taken', async () => {
  const order = newJoin()
  const setUp = await membershipClient.begin(order)
  await membershipClient.giveCard(setUp, 'pm_card_authenticationRequired')
  await membershipClient.stack().act(setUp.setupIntentId, 'authenticate')
  await membershipClient.finish(setUp, order)
  const { payments } = await membershipClient.membershipClient(order.email)
  await membershipClient.stack().act(String(payments[0]?.id), 'fail-authentication')
  const no = await membershipClient.finish(setUp, order)
  expect([no.status, no.said.outcome]).toEqual([200, 'declined'])
  const second = await membershipClient.begin(order)
  await membershipClient.giveCard(second)
  expect((await membershipClient.finish(second, order)).said.outcome).toBe('active')
  await membershipClient.decided(second.setupIntentId)
  await membershipClient.quiet()
  expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
})

test('a bank debit: active at once, the membership and its e-mails before the money', async () => {
  const { order, answer } = await membershipClient.join({}, 'pm_usBankAccount_success')
  const { subscriptions, payments, emails } = await membershipClient.membershipClient(order.email)
  expect(answer.said.subscriptionId).toBe(subscriptions[0]?.id)
  expect(payments.map(({ status }) => status)).toEqual(['processing'])
  // The welcome of the documents has no room for what is still under way: a second e-mail says it.
  const counts = { ...ONE_OF_EACH, paid: 0, emails: 2 }
  expect(await membershipClient.counts(order.email)).toEqual(counts)
  expect(emails[0]?.variables?.payment_method).toContain('6789')
  expect(emails[1]?.text).toContain('Being collected: ')
})
