/** Every promotion code the house may have handed out, typed by hand on the day pass page. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { newOrder, startPassClient } from '../../support/pass-client.ts'

const passClient = startPassClient()

const ask = (code: string) => passClient.post('/validate-promo', { slug: 'day-pass', code })
const buyWith = (promo: string, email?: string) =>
  passClient.post('/create-purchase', newOrder({ promo, ...(email ? { email } : {}) }))

describe.each([
  ['WELCOME10', 'WELCOME10', '10% off', 500],
  ['in lower case, welcome10', 'welcome10', '10% off', 500],
  ['with spaces around, WELCOME10', '  WELCOME10 ', '10% off', 500],
  ['FIVEOFF', 'FIVEOFF', '$5 off', 500],
  ['FIRSTTIME, for a new customer', 'FIRSTTIME', '25% off the first time', 1250],
])('the code %s', (_, typed, name, discountCents) => {
  test('POST /validate-promo says what it is worth', async () => {
    const answer = await ask(typed)
    expect(answer.status).toBe(200)
    expect(answer.said).toEqual({
      valid: true,
      code: typed.trim().toUpperCase(),
      name,
      appliesTo: 'product',
      discountCents,
      amountCents: 5000 - discountCents,
    })
  })

  test('POST /create-purchase charges that much less, and the e-mail says so', async () => {
    const { order, begun } = await passClient.buy({ promo: typed })
    expect(begun.amountCents).toBe(5000 - discountCents)
    await passClient.outcome(begun.paymentIntentId)
    const { paid, intents, emails, toTeam } = await passClient.holdings(order.email)
    expect(paid).toMatchObject([{ amount: 5000 - discountCents }])
    expect(intents[0]?.metadata).toMatchObject({
      promo_code: typed.trim().toUpperCase(),
      promo_name: name,
      discount_cents: String(discountCents),
    })
    const dollars = `$${((5000 - discountCents) / 100).toFixed(2)}`
    expect(emails[0]?.variables).toMatchObject({ promo_name: name, amount_paid: dollars })
    expect(toTeam[0]?.text).toContain(name)
  })
})

test('a code pasted from a newsletter is understood, and is the same code to Stripe', async () => {
  const answer = await ask('\u200b“ＷＥＬＣＯＭＥ10”\u00a0')
  expect([answer.said.valid, answer.said.code]).toEqual([true, 'WELCOME10'])
  const order = newOrder({ promo: 'WEL\u00adCOME10' })
  const begun = await passClient.post('/create-purchase', order)
  expect([begun.status, begun.said.amountCents]).toEqual([200, 4500])
  const again = await passClient.post('/create-purchase', { ...order, promo: 'WELCOME10' })
  expect(again.said.paymentIntentId).toBe(begun.said.paymentIntentId)
})

const NOT_FOR_THIS =
  'This code does not apply to this purchase. Please use another one, or go on without a code.'
const REFUSED: [string, string, string][] = [
  ['AUTO-DAY-PASS', 'promo-not-for-this', NOT_FOR_THIS],
  ['auto-day-pass', 'promo-not-for-this', NOT_FOR_THIS],
  ['AUTO–DAY–PASS', 'promo-not-for-this', NOT_FOR_THIS],
  ['AUTO-ALL-ACCESS', 'promo-not-for-this', NOT_FOR_THIS],
  ['MEMBERSONLY', 'promo-not-for-this', NOT_FOR_THIS],
  [
    'EXPIRED',
    'promo-expired',
    'This code has expired. Please use another one, or go on without a code.',
  ],
  [
    'USEDUP',
    'promo-used-up',
    'This code has been used as often as it may be. Please use another one, or go on without a code.',
  ],
  [
    'NEARLYFREE',
    'promo-too-much',
    'This code would bring the price below $0.50, the least that can be charged. Please go on without it, or write to us or ask at the front desk.',
  ],
  [
    'EUROS',
    'promo-currency',
    'This code is not for payments in US dollars. Please use another one, or go on without a code.',
  ],
  [
    'BIGSPENDER',
    'promo-minimum',
    'The price is below the minimum for this code. Please use another one, or go on without a code.',
  ],
  [
    'PAUSED',
    'promo-inactive',
    'This code is no longer active. Please use another one, or go on without a code.',
  ],
  ['NOSUCHCODE', 'promo-unknown', 'We do not know this code. Please check the spelling.'],
  ['10% off?', 'promo-unknown', 'We do not know this code. Please check the spelling.'],
]

describe.each(REFUSED)('the code %s', (typed, code, error) => {
  test(`POST /validate-promo says no: ${code}`, async () => {
    const answer = await ask(typed)
    expect([answer.status, answer.said]).toEqual([200, { valid: false, error, code }])
  })

  test('POST /create-purchase is 400, names the field, and every vendor stays as it was', async () => {
    const order = newOrder({ promo: typed })
    const answer = await passClient.post('/create-purchase', order)
    expect([answer.status, answer.said]).toEqual([400, { error, code, field: 'promo' }])
    const { customers, members, intents } = await passClient.holdings(order.email)
    expect([customers, members, intents]).toEqual([[], [], []])
    const { requests } = await passClient.stack().state()
    const written = requests.filter(
      ({ method, path, body }) =>
        method === 'POST' &&
        path !== '/oauth/token' &&
        body.includes(order.email.split('@')[0] ?? '')
    )
    expect(written).toEqual([])
  })
})

describe('the code FIRSTTIME, for a returning customer', () => {
  test('is refused once the customer has paid, not while they have only tried', async () => {
    const order = newOrder()
    await passClient.begin(order)
    expect((await buyWith('FIRSTTIME', order.email)).said.amountCents).toBe(3750)
    const { begun } = await passClient.payAndLeave({ email: order.email })
    await passClient.outcome(begun.paymentIntentId)
    const before = (await passClient.holdings(order.email)).intents
    const answer = await buyWith('firsttime', order.email)
    expect([answer.status, answer.said]).toEqual([
      400,
      {
        error:
          'This code is for a first purchase only. Please use another one, or go on without a code.',
        code: 'promo-first-time',
        field: 'promo',
      },
    ])
    expect((await passClient.holdings(order.email)).intents).toEqual(before)
  })
})

describe('a code of one customer', () => {
  test('is taken from the customer and from nobody else', async () => {
    const { order } = await passClient.buy()
    const { customers } = await passClient.holdings(order.email)
    const code = `FORADA-${randomUUID().slice(0, 8).toUpperCase()}`
    const made = await passClient.stripe('/promotion_codes', {
      ...{ code, customer: customers[0]?.id ?? '' },
      ...{ 'promotion[type]': 'coupon', 'promotion[coupon]': 'welcome10' },
    })
    expect(made.status, made.text).toBe(200)
    const refusal = {
      ...{
        error:
          'This code belongs to another customer. If it was sent to you, please use the email address it was sent to, or go on without a code.',
        code: 'promo-customer',
      },
      field: 'promo',
    }
    const { order: other } = await passClient.buy()
    for (const email of [undefined, other.email]) {
      const answer = await buyWith(code, email)
      expect([answer.status, answer.said]).toEqual([400, refusal])
    }
    const own = await buyWith(code, order.email)
    expect([own.status, own.said.amountCents]).toEqual([200, 4500])
  })
})
