/** Codes that may be used so many times: two people at once, carts left behind, codes of one coupon. */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { CreatePurchase } from '../../../src/passes/contract.ts'
import { newOrder, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()

/** A coupon of $10 off, and one code for it. */
async function makeCode(limits: { ofCode?: number; ofCoupon?: number; coupon?: string }) {
  const coupon = limits.coupon ?? `c-${randomUUID().slice(0, 8)}`
  if (!limits.coupon) {
    const made = await passClient.stripe('/coupons', {
      ...{ id: coupon, duration: 'once', name: '$10 off', amount_off: '1000', currency: 'usd' },
      ...(limits.ofCoupon && { max_redemptions: String(limits.ofCoupon) }),
    })
    expect(made.status, made.text).toBe(200)
  }
  const code = `TEN-${randomUUID().slice(0, 8).toUpperCase()}`
  const made = await passClient.stripe('/promotion_codes', {
    ...{ code, 'promotion[type]': 'coupon', 'promotion[coupon]': coupon },
    ...(limits.ofCode && { max_redemptions: String(limits.ofCode) }),
  })
  expect(made.status, made.text).toBe(200)
  return { code, coupon }
}

const create = (order: CreatePurchase) => passClient.post('/create-purchase', order)

test('ONEONLY: of two people at once one gets it; once it is paid for, nobody else does', async () => {
  const orders = [newOrder({ promo: 'ONEONLY' }), newOrder({ promo: 'ONEONLY' })]
  const answers = await Promise.all(orders.map(create))
  const won = answers.findIndex(({ status }) => status === 200)
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400])
  expect(answers[won]?.said.amountCents).toBe(4000)
  expect(answers[1 - won]?.said).toEqual({
    error:
      'The last use of this code is being taken in another purchase. Please try again in 15 minutes, or buy without it.',
    code: 'promo-in-use',
    field: 'promo',
  })
  const { order, begun } = await passClient.payAndLeave(orders[won])
  expect(begun.amountCents).toBe(4000)
  await passClient.outcome(begun.paymentIntentId)
  expect((await passClient.holdings(order.email)).paid).toMatchObject([{ amount: 4000 }])
  const late = await create(newOrder({ promo: 'ONEONLY' }))
  expect([late.status, late.said.code, late.said.field]).toEqual([400, 'promo-used-up', 'promo'])
})

test('POST /validate-promo says used up once we have sold the last use', async () => {
  const { code } = await makeCode({ ofCode: 1 })
  const { begun } = await passClient.payAndLeave({ promo: code })
  await passClient.outcome(begun.paymentIntentId)
  const answer = await passClient.post('/validate-promo', { slug: 'day-pass', code })
  expect(answer.said).toMatchObject({ valid: false, code: 'promo-used-up' })
})

test('a code for three is sold three times, whoever comes at once', async () => {
  const { code } = await makeCode({ ofCode: 3 })
  const orders = Array.from({ length: 6 }, () => newOrder({ promo: code }))
  const answers = await Promise.all(orders.map(create))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 400, 400, 400])
})

test('a limit of the coupon counts over all its codes', async () => {
  const { code, coupon } = await makeCode({ ofCoupon: 1 })
  const { code: twin } = await makeCode({ coupon })
  expect((await create(newOrder({ promo: code }))).status).toBe(200)
  expect((await create(newOrder({ promo: twin }))).said.code).toBe('promo-in-use')
})

test('their own attempt keeps its use when the customer presses again', async () => {
  const { code } = await makeCode({ ofCode: 1 })
  const order = newOrder({ promo: code })
  expect((await create(order)).said.amountCents).toBe(4000)
  expect((await create(order)).said.amountCents).toBe(4000)
})

test('their own attempt keeps its use when the customer corrects the form, and nobody else gets it', async () => {
  const { code } = await makeCode({ ofCode: 1 })
  const order = newOrder({ promo: code })
  await passClient.begin(order)
  const corrected = await passClient.begin({ ...order, phone: '+1 206 555 0199' })
  expect(corrected.amountCents).toBe(4000)
  await passClient.quiet()
  const other = await create(newOrder({ promo: code }))
  expect([other.status, other.said.code]).toEqual([400, 'promo-in-use'])
})

test('a use is given back when the customer goes on without the code', async () => {
  const { code } = await makeCode({ ofCode: 1 })
  const { promo: _, ...order } = newOrder()
  await passClient.begin({ ...order, promo: code })
  expect((await passClient.begin(order)).amountCents).toBe(5000)
  await passClient.quiet()
  expect((await create(newOrder({ promo: code }))).status).toBe(200)
})

test('a use stays taken while a bank debit is under way, and is free when it fails', async () => {
  const { code } = await makeCode({ ofCode: 1 })
  const order = newOrder({ promo: code })
  const begun = await passClient.begin(order)
  await passClient.payWith(begun, 'pm_usBankAccount_insufficientFunds')
  await passClient.quiet()
  expect((await create(newOrder({ promo: code }))).said.code).toBe('promo-in-use')
  await passClient.stack().act(begun.paymentIntentId, 'settle')
  await passClient.quiet()
  await passClient.stripe(`/payment_intents/${begun.paymentIntentId}/cancel`, {})
  await passClient.quiet()
  expect((await create(newOrder({ promo: code }))).status).toBe(200)
})
