/** SetupIntents, products and prices of the Stripe stand-in, driven by Stripe's own library. */
import Stripe from 'stripe'
import { beforeEach, describe, expect, it } from 'vitest'
import { SANDBOX_PRICES } from '../sandbox/stripe/seed-prices.ts'
import {
  fresh,
  member,
  newSetup,
  refusedWith,
  stripe,
  types,
  vendor,
} from '../sandbox/stripe-fixtures.ts'

beforeEach(fresh)

describe('payment methods', () => {
  it('are attached to one customer by hand', async () => {
    const [ann, ben] = [
      (await stripe.customers.create({ name: 'Ann' })).id,
      (await stripe.customers.create({ name: 'Ben' })).id,
    ]
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: ann })
    expect(card).toMatchObject({ customer: ann, card: { last4: '4242' } })
    expect((await stripe.paymentMethods.retrieve(card.id)).customer).toBe(ann)
    await expect(stripe.paymentMethods.attach(card.id, { customer: ben })).rejects.toEqual(
      refusedWith({ param: 'payment_method' })
    )
    await expect(stripe.paymentMethods.attach('pm_card_visa', {})).rejects.toEqual(
      refusedWith({ param: 'customer' })
    )
    await expect(
      stripe.paymentMethods.attach('pm_card_visa', { customer: 'cus_none' })
    ).rejects.toEqual(refusedWith({ param: 'customer' }))
  })
})

describe('setup intents', () => {
  it('keep a card for the customer', async () => {
    const customer = (await stripe.customers.create({ name: 'Ann' })).id
    const setup = await newSetup({
      customer,
      usage: 'off_session',
      description: 'Membership',
      payment_method_options: { us_bank_account: { verification_method: 'instant' } },
      metadata: { plan: 'passport' },
    })
    expect(setup).toMatchObject({
      object: 'setup_intent',
      status: 'requires_payment_method',
      payment_method_types: ['card', 'us_bank_account'],
      metadata: { plan: 'passport' },
    })
    expect(setup.client_secret).toMatch(/^seti_1\w+_secret_\w+$/)
    const done = await stripe.setupIntents.confirm(setup.id, {
      payment_method: 'pm_card_visa',
      expand: ['payment_method', 'latest_attempt', 'customer.subscriptions'],
    })
    expect(done).toMatchObject({
      status: 'succeeded',
      payment_method: { customer, card: { last4: '4242' } },
      latest_attempt: { object: 'setup_attempt', status: 'succeeded' },
      customer: { name: 'Ann', subscriptions: { data: [] } },
    })
    expect((await types()).slice(1)).toEqual([
      'setup_intent.created',
      'payment_method.attached',
      'setup_intent.succeeded',
    ])
    const noted = await stripe.setupIntents.update(setup.id, { metadata: { outcome: 'active' } })
    expect(noted.metadata).toEqual({ plan: 'passport', outcome: 'active' })
    expect((await stripe.setupIntents.list({ customer })).data).toHaveLength(1)
    expect((vendor.state() as { setup_intents: object[] }).setup_intents).toHaveLength(1)
  })
  it('tell a declined card at once, and take another', async () => {
    const { id } = await newSetup()
    const error = await stripe.setupIntents
      .confirm(id, { payment_method: 'pm_card_chargeDeclined' })
      .catch((error) => error)
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError)
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      setup_intent: { status: 'requires_payment_method', payment_method: null },
    })
    expect(await stripe.setupIntents.retrieve(id)).toMatchObject({
      last_setup_error: { code: 'card_declined', payment_method: { type: 'card' } },
    })
    expect(await types('setup_intent')).toEqual([
      'setup_intent.created',
      'setup_intent.setup_failed',
    ])
    const again = await stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa' })
    expect(again).toMatchObject({ status: 'succeeded', last_setup_error: null })
  })
  it('may ask for authentication', async () => {
    for (const [deed, status] of [
      ['fail-authentication', 'requires_payment_method'],
      ['authenticate', 'succeeded'],
    ] as const) {
      const { id } = await newSetup()
      const payment_method = 'pm_card_authenticationRequired'
      const asked = await stripe.setupIntents.confirm(id, { payment_method })
      expect(asked).toMatchObject({
        status: 'requires_action',
        next_action: { type: 'use_stripe_sdk' },
      })
      expect(() => vendor.act(id, 'settle')).toThrow(/nothing is charged/)
      vendor.act(id, deed)
      expect((await stripe.setupIntents.retrieve(id)).status).toBe(status)
      expect(() => vendor.act(id, 'authenticate')).toThrow(/not requires_action/)
    }
    expect(await types('setup_intent.requires_action')).toHaveLength(2)
  })
  it.each([
    'pm_usBankAccount_success',
    'pm_usBankAccount_insufficientFunds',
    'pm_card_chargeCustomerFail',
    'pm_card_authenticationRequiredOnSetup',
  ])('keep %s, whatever it does later', async (token) => {
    const { customer, method } = await member(token)
    expect((await stripe.paymentMethods.retrieve(method)).customer).toBe(customer)
  })
  it('refuse the old list of types, what they do not model, and a second life', async () => {
    const form = { 'payment_method_types[0]': 'card' }
    const response = await vendor.app.fetch(
      new Request('https://api.stripe.com/v1/setup_intents', {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_x' },
        body: new URLSearchParams(form),
      })
    )
    expect(await response.json()).toMatchObject({
      error: { code: 'payment_method_types_no_longer_supported' },
    })
    await expect(
      newSetup({
        payment_method_options: { us_bank_account: { verification_method: 'microdeposits' } },
      })
    ).rejects.toThrow(/does not model/)
    await expect(newSetup({ customer: 'cus_x' })).rejects.toThrow("No such customer: 'cus_x'")
    const bankless = await newSetup({ allowed_payment_method_types: ['card'] })
    await expect(
      stripe.setupIntents.confirm(bankless.id, { payment_method: 'pm_usBankAccount_success' })
    ).rejects.toThrow(/not allowed for this SetupIntent/)
    const unexpected = refusedWith({ code: 'setup_intent_unexpected_state' })
    await expect(stripe.setupIntents.confirm(bankless.id)).rejects.toEqual(unexpected)
    const gone = await stripe.setupIntents.cancel(bankless.id, { cancellation_reason: 'abandoned' })
    expect(gone).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' })
    await expect(stripe.setupIntents.cancel(bankless.id)).rejects.toEqual(unexpected)
    const done = await newSetup()
    await stripe.setupIntents.confirm(done.id, { payment_method: 'pm_card_visa' })
    await expect(stripe.setupIntents.cancel(done.id)).rejects.toEqual(unexpected)
  })
  it('are confirmed by the page with their secret, and show it no metadata', async () => {
    const { id, client_secret } = await newSetup({ metadata: { member_id: 'm' } })
    const confirm = async (fields: Record<string, string>) => {
      const response = await vendor.app.fetch(
        new Request(`https://api.stripe.com/v1/setup_intents/${id}/confirm`, {
          method: 'POST',
          body: new URLSearchParams(fields),
        })
      )
      return (await response.json()) as { error: { setup_intent: object }; status: string }
    }
    const secret = { client_secret: client_secret ?? '' }
    const refused = await confirm({ ...secret, payment_method: 'pm_card_chargeDeclined' })
    expect(refused.error.setup_intent).not.toHaveProperty('metadata')
    expect(
      await confirm({ client_secret: 'seti_x_secret_y', payment_method: 'pm_card_visa' })
    ).toMatchObject({
      error: { param: 'client_secret' },
    })
    const done = await confirm({ ...secret, payment_method: 'pm_card_visa' })
    expect(done.status).toBe('succeeded')
    expect(done).not.toHaveProperty('metadata')
  })
})

describe('products and prices', () => {
  it('stand ready for the six plans and the two initiation fees', async () => {
    const keys = Object.keys(SANDBOX_PRICES).map((slug) => `${slug}-monthly`)
    const { data } = await stripe.prices.list({ lookup_keys: keys, expand: ['data.product'] })
    expect(Object.fromEntries(data.map(({ id, unit_amount }) => [id, unit_amount]))).toEqual({
      price_sandbox_passport: 10_000,
      price_sandbox_startup: 3_000,
      price_sandbox_all_access: 30_000,
      price_1TDukWB8vTeSXsVFcG9uiaeY: 50_000,
      price_sandbox_creator_pass: 50_000,
      price_sandbox_innovator_pass: 50_000,
    })
    expect(data[0]).toMatchObject({ recurring: { interval: 'month' }, product: { active: true } })
    const initiation = await stripe.prices.list({ product: 'prod_sandbox_initiation' })
    expect(initiation.data.map(({ unit_amount }) => unit_amount)).toEqual([20_000, 10_000])
    expect((await stripe.products.retrieve('prod_membership')).name).toBe('Membership')
  })
  it('are made, changed and switched off', async () => {
    const product = await stripe.products.create({ name: 'Desk' })
    const terms = { currency: 'usd', product: product.id, lookup_key: 'desk' } as const
    const price = await stripe.prices.create({
      ...terms,
      unit_amount: 4_000,
      recurring: { interval: 'month' },
    })
    await expect(stripe.prices.create({ ...terms, unit_amount: 5_000 })).rejects.toEqual(
      refusedWith({ param: 'lookup_key' })
    )
    await expect(
      stripe.prices.create({ ...terms, unit_amount: 1, recurring: { interval: 'year' } })
    ).rejects.toThrow(/does not model/)
    expect((await stripe.prices.update(price.id, { active: false })).active).toBe(false)
    expect((await stripe.prices.list({ product: product.id, active: true })).data).toEqual([])
    expect((await stripe.products.update(product.id, { name: 'Own desk' })).name).toBe('Own desk')
    expect(await types('pr')).toEqual([
      'product.created',
      'price.created',
      'price.updated',
      'product.updated',
    ])
    await expect(stripe.prices.retrieve('price_x')).rejects.toMatchObject({ statusCode: 404 })
  })
})
