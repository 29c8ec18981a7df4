/** What POST /complete-purchase refuses, and that it tells a stranger nothing. */

import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { publicMemberId } from '../../../src/core/secrets.ts'
import { newOrder, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()

const NOT_FOUND = {
  error:
    'We could not find this payment. If you have paid, please write to us or ask at the front desk.',
  code: 'unknown-payment',
}

/** A room's payment, as the other Worker would make it; its shape is close to a pass's on purpose. */
async function roomPayment(fields: Record<string, string> = { track: '2' }) {
  const metadata = {
    ...{ product: 'day-pass', member_id: 'a'.repeat(24), pass_date: '2026-12-01' },
    ...{ customer_name: 'Ada Byron', email: newOrder().email, ...fields },
  }
  const entries = Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value])
  const made = await passClient.stripe('/payment_intents', {
    ...{ amount: '8000', currency: 'usd', 'allowed_payment_method_types[0]': 'card' },
    ...Object.fromEntries(entries),
  })
  expect(made.status, made.text).toBe(200)
  return {
    ...{ clientSecret: String(made.said.client_secret), paymentIntentId: String(made.said.id) },
    memberId: await publicMemberId(metadata.member_id, String(made.said.client_secret)),
    ...{ amountCents: 8000, passDate: '', attemptId: '' },
  }
}

describe('POST /complete-purchase', () => {
  test('an unknown payment, a secret, another kind, and a stranger are told the same', async () => {
    await passClient.stack().webhooks('drop')
    const { order, begun } = await passClient.payAndLeave()
    const other = await passClient.begin()
    const room = await roomPayment()
    await passClient.payWith(room)
    const answers = await Promise.all([
      passClient.complete(begun, { paymentIntentId: `pi_3${randomBytes(12).toString('hex')}` }),
      passClient.complete(begun, { paymentIntentId: begun.clientSecret }),
      passClient.complete(begun, { paymentIntentId: 'seti_1AbCdEfGhIjKlMnOpQrStUvW' }),
      passClient.complete(begun, { paymentIntentId: '../customers' }),
      passClient.complete(begun, { paymentIntentId: `${begun.paymentIntentId}/cancel` }),
      passClient.complete(begun, { memberId: other.memberId }),
      passClient.complete(begun, { memberId: 'a'.repeat(24) }),
      passClient.complete(room),
    ])
    for (const { status, said } of answers) expect([status, said]).toEqual([404, NOT_FOUND])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    await passClient.quiet()
    expect((await passClient.holdings(order.email)).passes).toEqual([])
  })

  test('a payment that is not made yet is 409, and nothing was charged', async () => {
    const begun = await passClient.begin()
    const answer = await passClient.complete(begun)
    expect([answer.status, answer.said]).toEqual([
      409,
      {
        error:
          'This payment has not been completed. Nothing has been charged. Please go back and try again.',
        code: 'not-paid',
      },
    ])
  })

  test('an unknown product is said before an unknown payment', async () => {
    const begun = await passClient.begin()
    const wrong = { slug: 'night-pass', paymentIntentId: 'pi_3unknown' }
    const answer = await passClient.complete(begun, wrong)
    expect([answer.status, answer.said.code]).toEqual([400, 'invalid-product'])
  })

  test('a canceled payment is not paid', async () => {
    const begun = await passClient.begin()
    await passClient.stripe(`/payment_intents/${begun.paymentIntentId}/cancel`, {})
    const answer = await passClient.complete(begun)
    expect([answer.status, answer.said.code]).toEqual([409, 'not-paid'])
  })
})

describe('a payment of another track', () => {
  test.each([
    ['a room', { track: '2' }],
    ['a membership', { track: '1' }],
    ['nobody knows what', { track: '' }],
  ])('for %s makes no pass, no e-mail and no note, by webhook or sweep', async (_, fields) => {
    const room = await roomPayment(fields)
    // Whatever other tests have left to be served is served first.
    await passClient.stack().cron()
    await passClient.quiet()
    const before = await passClient.stack().state()
    expect(await passClient.payWith(room)).toBe('succeeded')
    await passClient.stack().cron()
    await passClient.quiet()
    const after = await passClient.stack().state()
    expect(after.officernd).toEqual(before.officernd)
    expect(after.mailersend).toEqual(before.mailersend)
    const intent = await passClient.intent(room.paymentIntentId)
    expect([intent.status, intent.metadata.outcome]).toEqual(['succeeded', undefined])
  })
})
