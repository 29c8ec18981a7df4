/** What a sign-up may not send: other plans, gaps in the form, other people's set-ups. */

import { describe, expect, test } from 'vitest'
import { invalidField } from '../../../src/core/refusals.ts'
import { publicMemberId } from '../../../src/core/secrets.ts'
import { newJoin, startMembershipClient } from '../../support/membership-client.ts'

const membershipClient = startMembershipClient()

const INVALID_PLAN = { error: 'Invalid plan', code: 'invalid-plan', field: 'plan' }

/** Asks, and makes sure that it changed nothing that a vendor holds. */
async function refused(path: string, body: unknown) {
  const holdings = async () => {
    const { stripe, officernd, mailersend } = await membershipClient.stack().state()
    // An event counts down its own deliveries.
    const events = stripe.events.map(({ id }) => id)
    return { stripe: { ...stripe, events }, officernd, mailersend }
  }
  if (path === '/complete-checkout') await membershipClient.quiet(100)
  const before = await holdings()
  const answer = await membershipClient.post(path, body)
  expect(await holdings(), answer.text).toEqual(before)
  return answer
}

describe.each(['/create-payment', '/complete-checkout', '/validate-promo'])('POST %s', (path) => {
  test.each([undefined, null, '', 17, 'All-Access', 'passport-monthly', 'day-pass', '__proto__'])(
    'with the plan %j is an invalid plan, whatever else is wrong',
    async (plan) => {
      // /validate-promo takes a product too: a body without a plan is judged by its slug.
      if (path === '/validate-promo' && plan === undefined) {
        const answer = await refused(path, { code: 17 })
        expect([answer.status, answer.said.code]).toEqual([400, 'invalid-product'])
        return
      }
      const answer = await refused(path, { plan, email: 'no', attemptId: 'no', code: 17 })
      expect([answer.status, answer.said]).toEqual([400, INVALID_PLAN])
    }
  )
})

describe('POST /create-payment', () => {
  const required = ['firstName', 'lastName', 'email', 'phone', 'attemptId']
  const wrong = required.flatMap((field) =>
    [undefined, null, '', '   ', 17].map((value): [string, unknown] => [field, value])
  )
  test.each<[string, unknown]>([
    ...wrong,
    ['email', 'grace at example.com'],
    ['phone', '2'.repeat(41)],
  ])('with %s as %j is 400 and names it', async (field, value) => {
    const answer = await refused('/create-payment', { ...newJoin(), [field]: value })
    expect(answer.status).toBe(400)
    expect(answer.said).toEqual({
      error: invalidField(String(field)).message,
      code: 'invalid-field',
      field,
    })
  })

  test('answers with exactly the set-up, the member, the quote and the attempt', async () => {
    const order = newJoin()
    const setUp = await membershipClient.begin(order)
    const { setups, members, subscriptions, memberships } = await membershipClient.membershipClient(
      order.email
    )
    const { quote, ...ids } = setUp
    expect(ids).toEqual({
      clientSecret: setups[0]?.client_secret,
      setupIntentId: setups[0]?.id,
      memberId: await publicMemberId(members[0]?._id ?? '', setUp.clientSecret),
      attemptId: order.attemptId,
    })
    expect(quote.lines.reduce((sum, { cents }) => sum + cents, 0)).toBe(quote.dueTodayCents)
    expect([setups.length, members.length]).toEqual([1, 1])
    expect([subscriptions, memberships]).toEqual([[], []])
  })
})

describe('POST /complete-checkout', () => {
  const unknown = {
    code: 'unknown-payment',
    error:
      'We could not find this payment. If you have paid, please write to us or ask at the front desk.',
  }

  test.each(['memberId', 'setupIntentId'])('without %s is 400 and names it', async (field) => {
    const body = { plan: 'passport', memberId: 'a'.repeat(24), setupIntentId: 'seti_1unknown' }
    for (const value of [undefined, '', 17]) {
      const answer = await refused('/complete-checkout', { ...body, [field]: value })
      expect([answer.status, answer.said.field]).toEqual([400, field])
    }
  })

  test("with another member's memberId is an unknown payment, though the card is given", async () => {
    await membershipClient.stack().webhooks('hold')
    const mine = await membershipClient.giveAndLeave()
    const own = await membershipClient.begin(newJoin())
    const { setupIntentId } = mine.setUp
    const body = { plan: 'all-access', memberId: own.memberId, setupIntentId }
    const answer = await refused('/complete-checkout', body)
    expect([answer.status, answer.said]).toEqual([404, unknown])
  })

  test('with another plan than the set-up has is an unknown payment', async () => {
    await membershipClient.stack().webhooks('hold')
    const { setUp } = await membershipClient.giveAndLeave()
    const { memberId, setupIntentId } = setUp
    for (const plan of ['startup', 'founder']) {
      const answer = await refused('/complete-checkout', { plan, memberId, setupIntentId })
      expect([answer.status, answer.said]).toEqual([404, unknown])
    }
  })

  test.each(['seti_1AAAAAAAAAAAAAAAAAAAAAAA', 'seti_', '../customers', 'sub_1unknown'])(
    'with the unknown id %s is an unknown payment',
    async (setupIntentId) => {
      const { memberId } = await membershipClient.begin(newJoin())
      const body = { plan: 'all-access', memberId, setupIntentId }
      const answer = await refused('/complete-checkout', body)
      expect([answer.status, answer.said]).toEqual([404, unknown])
    }
  )

  test("with a day pass's payment is an unknown payment", async () => {
    const { paymentIntentId, memberId } = await membershipClient.beginPass()
    const body = { plan: 'all-access', memberId, setupIntentId: paymentIntentId }
    const answer = await refused('/complete-checkout', body)
    expect([answer.status, answer.said]).toEqual([404, unknown])
  })

  test('before the card is given is 409, and nothing is begun', async () => {
    const { memberId, setupIntentId } = await membershipClient.begin(newJoin())
    const body = { plan: 'all-access', memberId, setupIntentId }
    const answer = await refused('/complete-checkout', body)
    expect(answer.status).toBe(409)
    expect(answer.said).toEqual({
      error:
        'This payment has not been completed. Nothing has been charged. Please go back and try again.',
      code: 'not-paid',
    })
  })
})
