/** How often the customer waits for a vendor while joining; the measure is that of the day pass's rounds. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newJoin, PLANS, startMembershipClient } from '../../support/membership-client.ts'
import { watched } from '../../support/vendor-rounds.ts'

const membershipClient = startMembershipClient()

/** Long enough that calls begun together are never seen one after the other on a busy machine. */
const DELAY_MS = 250

/** The page is open: its automatic code is known. */
const openPage = (plan: string) => membershipClient.send(`/plans/${plan}`, {})

beforeAll(async () => {
  const { setUp } = await membershipClient.join({ plan: 'startup' })
  await membershipClient.decided(setUp.setupIntentId)
})
beforeEach(async () => {
  await membershipClient.stack().webhooks('hold')
  await membershipClient.stack().latency(DELAY_MS)
})

describe.each(PLANS.map(([slug]) => slug))('%s', (plan) => {
  test('POST /create-payment of a new customer takes at most three rounds', async () => {
    await openPage(plan)
    const seen = await watched(membershipClient, () => membershipClient.press(newJoin({ plan })))
    expect(seen.answer.status).toBe(200)
    expect(seen.rounds, seen.made).toBeGreaterThan(0)
    expect(seen.rounds, seen.made).toBeLessThanOrEqual(3)
    expect(seen.atOnce, seen.made).toBeLessThanOrEqual(6)
  })

  test('POST /create-payment of a returning customer takes at most two', async () => {
    await openPage(plan)
    const { email } = newJoin()
    await membershipClient.begin(newJoin({ plan, email }))
    const seen = await watched(membershipClient, () =>
      membershipClient.press(newJoin({ plan, email: email.toUpperCase() }))
    )
    expect(seen.answer.status).toBe(200)
    expect(seen.rounds, seen.made).toBeGreaterThan(0)
    expect(seen.rounds, seen.made).toBeLessThanOrEqual(2)
    expect(seen.atOnce, seen.made).toBeLessThanOrEqual(6)
  })

  test('POST /complete-checkout takes at most three', async () => {
    const { order, setUp } = await membershipClient.giveAndLeave({ plan })
    const seen = await watched(membershipClient, () => membershipClient.finish(setUp, order))
    expect(seen.answer.said.outcome).toBe('active')
    expect(seen.made).toContain('/memberships')
    expect(seen.rounds, seen.made).toBeLessThanOrEqual(3)
    expect(seen.atOnce, seen.made).toBeLessThanOrEqual(6)
  })
})

test('POST /create-payment with a code that was applied on the page takes at most three', async () => {
  await openPage('passport')
  await membershipClient.post('/validate-promo', { plan: 'passport', code: 'WELCOME10' })
  const order = newJoin({ plan: 'passport', promo: 'WELCOME10' })
  const seen = await watched(membershipClient, () => membershipClient.press(order))
  expect(seen.answer.status).toBe(200)
  expect(seen.rounds, seen.made).toBeLessThanOrEqual(3)
  expect(seen.atOnce, seen.made).toBeLessThanOrEqual(6)
})

test('POST /complete-checkout of a membership that the customer has takes one', async () => {
  const { order, setUp } = await membershipClient.giveAndLeave()
  await membershipClient.finish(setUp, order)
  await membershipClient.decided(setUp.setupIntentId)
  const seen = await watched(membershipClient, () => membershipClient.finish(setUp, order))
  expect([seen.answer.said.outcome, seen.rounds]).toEqual(['active', 1])
})
