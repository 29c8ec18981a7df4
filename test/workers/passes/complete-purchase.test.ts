/** What POST /complete-purchase refuses, and that it tells a stranger nothing. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { newOrder, openShop } from '../../support/pass-client.ts'

const shop = openShop()

const NOT_FOUND = { error: 'We could not find this payment.', code: 'unknown-payment' }

/** A room's payment, as the other Worker would make it; its shape is close to a pass's on purpose. */
async function roomPayment(fields: Record<string, string> = { track: '2' }) {
  const metadata = {
    ...{ product: 'day-pass', member_id: 'a'.repeat(24), pass_date: '2026-12-01' },
    ...{ customer_name: 'Ada Byron', email: newOrder().email, ...fields },
  }
  const entries = Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value])
  const made = await shop.stripe('/payment_intents', {
    ...{ amount: '8000', currency: 'usd', 'allowed_payment_method_types[0]': 'card' },
    ...Object.fromEntries(entries),
  })
  expect(made.status, made.text).toBe(200)
  return {
    ...{ clientSecret: String(made.said.client_secret), paymentIntentId: String(made.said.id) },
    ...{ memberId: metadata.member_id, amountCents: 8000, passDate: '', attemptId: '' },
  }
}

describe('POST /complete-purchase', () => {
  test('an unknown payment, a secret, another kind, and a stranger are told the same', async () => {
    await shop.town().webhooks('drop')
    const { order, begun } = await shop.payAndLeave()
    const other = await shop.begin()
    const room = await roomPayment()
    await shop.payWith(room)
    const answers = await Promise.all([
      shop.complete(begun, { paymentIntentId: `pi_3${randomBytes(12).toString('hex')}` }),
      shop.complete(begun, { paymentIntentId: begun.clientSecret }),
      shop.complete(begun, { paymentIntentId: 'seti_1AbCdEfGhIjKlMnOpQrStUvW' }),
      shop.complete(begun, { paymentIntentId: '../customers' }),
      shop.complete(begun, { paymentIntentId: `${begun.paymentIntentId}/cancel` }),
      shop.complete(begun, { memberId: other.memberId }),
      shop.complete(begun, { memberId: 'a'.repeat(24) }),
      shop.complete(room),
    ])
    for (const { status, said } of answers) expect([status, said]).toEqual([404, NOT_FOUND])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    await shop.quiet()
    expect((await shop.holdings(order.email)).passes).toEqual([])
  })

  test('a payment that is not made yet is 409, and nothing was charged', async () => {
    const begun = await shop.begin()
    const answer = await shop.complete(begun)
    expect([answer.status, answer.said]).toEqual([
      409,
      {
        error: 'This payment has not been completed. Nothing has been charged.',
        code: 'not-paid',
      },
    ])
  })

  test('an unknown product is said before an unknown payment', async () => {
    const begun = await shop.begin()
    const wrong = { slug: 'night-pass', paymentIntentId: 'pi_3unknown' }
    const answer = await shop.complete(begun, wrong)
    expect([answer.status, answer.said.code]).toEqual([400, 'invalid-product'])
  })

  test('a canceled payment is not paid', async () => {
    const begun = await shop.begin()
    await shop.stripe(`/payment_intents/${begun.paymentIntentId}/cancel`, {})
    const answer = await shop.complete(begun)
    expect([answer.status, answer.said.code]).toEqual([409, 'not-paid'])
  })
})

describe('a payment of another track', () => {
  test.each([
    ['a room', { track: '2' }],
    ['a membership', { track: '1' }],
    ['nobody knows what', { track: '' }],
  ])('for %s makes no pass, no letter and no note, by webhook or sweep', async (_, fields) => {
    const room = await roomPayment(fields)
    // Whatever other tests have left to be served is served first.
    await shop.town().cron()
    await shop.quiet()
    const before = await shop.town().state()
    expect(await shop.payWith(room)).toBe('succeeded')
    await shop.town().cron()
    await shop.quiet()
    const after = await shop.town().state()
    expect(after.officernd).toEqual(before.officernd)
    expect(after.mailersend).toEqual(before.mailersend)
    const intent = await shop.intent(room.paymentIntentId)
    expect([intent.status, intent.metadata.outcome]).toEqual(['succeeded', undefined])
  })
})
